"""How fast EC2 takes requests, and how long to wait so that it takes each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from peering.core.model import Scope


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and so many more each second."""

    at_once: int
    a_second: int


# https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
_READING, _WRITING, _TAGGING = Rate(100, 20), Rate(50, 5), Rate(100, 10)
_STALE_GROUPS = Rate(20, 5)


def rate_of(operation: str) -> Rate:
    """The rate at which EC2 takes an operation, in each account and Region."""
    match operation:
        case "DescribeStaleSecurityGroups":
            return _STALE_GROUPS
        case "CreateTags" | "DeleteTags":
            return _TAGGING
        case _:
            return _READING if operation.startswith("Describe") else _WRITING


@dataclass(frozen=True, slots=True)
class _Bucket:
    tokens: float
    at: datetime


class Pace:
    """EC2's token buckets as if nobody else took from them: others' requests are not known here."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, Scope], _Bucket] = {}

    def pause(self, operation: str, scope: Scope, now: datetime) -> timedelta:
        """Count one more request, and tell how long to wait before it is made."""
        rate = rate_of(operation)
        before = self._buckets.get((operation, scope), _Bucket(rate.at_once, now))
        gained = (now - before.at).total_seconds() * rate.a_second
        tokens = min(before.tokens + gained, rate.at_once) - 1
        self._buckets[operation, scope] = _Bucket(tokens, now)
        return timedelta(milliseconds=ceil(1000 * max(-tokens, 0) / rate.a_second))
