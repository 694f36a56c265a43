"""EC2's request throttling: token buckets, one for each action, account and Region.

https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
"""

from dataclasses import dataclass
from datetime import datetime

from localcloud.ec2.errors import UNAVAILABLE, RefusedError
from localcloud.ec2.scope import Scope


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests at once, and how many more each second."""

    bucket: float
    refill: float


READS = Rate(100, 20)
ROUTES = Rate(50, 5)
CONNECTIONS = Rate(50, 5)
TAGS = Rate(100, 10)
GROUPS = Rate(20, 5)

RATES = {
    "DescribeVpcPeeringConnections": READS,
    "DescribeRouteTables": READS,
    "DescribeVpcs": READS,
    "CreateRoute": ROUTES,
    "ReplaceRoute": ROUTES,
    "DeleteRoute": ROUTES,
    "ModifyVpcPeeringConnectionOptions": ROUTES,
    "CreateVpcPeeringConnection": CONNECTIONS,
    "AcceptVpcPeeringConnection": CONNECTIONS,
    "RejectVpcPeeringConnection": CONNECTIONS,
    "DeleteVpcPeeringConnection": CONNECTIONS,
    "CreateTags": TAGS,
    "DeleteTags": TAGS,
    "DescribeStaleSecurityGroups": GROUPS,
    "DescribeSecurityGroupReferences": GROUPS,
}


@dataclass(frozen=True, slots=True)
class Level:
    """How full a bucket was, and when."""

    tokens: float
    at: datetime

    def filled(self, rate: Rate, now: datetime) -> "Level":
        """The bucket after the time that has passed: none, where the clock was put back."""
        gained = max(0.0, (now - self.at).total_seconds()) * rate.refill
        return Level(min(rate.bucket, self.tokens + gained), now)


class Buckets:
    """The buckets of every scope; actions without a rate are never throttled."""

    def __init__(self) -> None:
        self._levels: dict[tuple[str, Scope], Level] = {}

    def take(self, action: str, scope: Scope, now: datetime) -> None:
        """Take one token; refuses with RequestLimitExceeded when there is none."""
        rate = RATES.get(action)
        if rate is None:
            return
        level = self._levels.get((action, scope), Level(rate.bucket, now)).filled(rate, now)
        if level.tokens < 1:
            raise RefusedError("RequestLimitExceeded", "Request limit exceeded.", UNAVAILABLE)
        self._levels[action, scope] = Level(level.tokens - 1, now)
