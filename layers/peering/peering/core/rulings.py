"""What people decided: about one request, and whether anything may be changed at all."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from peering.core.approvals import Effect
from peering.core.model import Connection, Side


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's decision about a held request.

    `effect` is accept or reject, `by` the principal's ARN as AWS verified it. It is bound to the
    ends that the person was shown: `ends` is their fingerprint.
    """

    effect: Effect
    by: str
    at: datetime
    reason: str
    ends: str

    def __str__(self) -> str:
        """Who, when and why, in words."""
        verb = "approved" if self.effect is Effect.ACCEPT else "rejected"
        return f"{verb} by {self.by} at {self.at:%Y-%m-%d %H:%M} UTC: {self.reason}"


@dataclass(frozen=True, slots=True)
class ChangeStop:
    """A person's order that nothing be changed in EC2 until it is taken back."""

    by: str
    at: datetime
    reason: str

    def __str__(self) -> str:
        """Who, when and why, in words."""
        return f"frozen by {self.by} since {self.at:%Y-%m-%d %H:%M} UTC because {self.reason}"


@dataclass(frozen=True, slots=True)
class Orders:
    """What people decided that bears on one connection."""

    ruling: Ruling | None = None
    stop: ChangeStop | None = None


def fingerprint_of_ends(connection: Connection) -> str:
    """A fingerprint of both VPCs: owner, Region, id and every block, in whatever order."""
    ends = [
        (side, str(vpc.scope), vpc.id, sorted(map(str, vpc.cidrs)))
        for side in Side
        for vpc in (connection.vpc(side),)
    ]
    return hashlib.sha256(json.dumps(ends).encode()).hexdigest()[:32]
