"""One connection in the fake EC2: what happened to it, and who sees what of it when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from peering.core.model import ConnectionId, Scope, Side, Status, Vpc, VpcId

# https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
EXPIRES_AFTER = timedelta(days=7)
_SHORT, _LONG = timedelta(hours=2), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long EC2 takes. Nothing, unless a test wants it unkind.

    `invisible`: a fresh id is not found. `stale`: an accepted request still reads pending.
    """

    invisible: timedelta = timedelta()
    initiating: timedelta = timedelta()
    provisioning: timedelta = timedelta()
    stale: timedelta = timedelta()


@dataclass(slots=True)
class Peering:
    """What happened: requested, and then accepted, or ended by one of the sides (or by EC2)."""

    id: ConnectionId
    requester: Vpc
    accepter: Vpc
    requested_at: datetime
    pace: Pace
    accepted_at: datetime | None = None
    ended: tuple[Status, Side, datetime] | None = None
    multipath: bool = False
    dns: set[Side] = field(default_factory=set)
    tags: dict[Scope, dict[str, str]] = field(default_factory=dict)

    def vpc_id(self, side: Side) -> VpcId:
        """The VPC at *side*."""
        return self.requester.id if side is Side.REQUESTER else self.accepter.id

    def status(self, now: datetime) -> Status:
        """Tell where the connection really is in its life."""
        if self.ended is not None:
            return self.ended[0]
        if self.accepted_at is not None:
            ready = now >= self.accepted_at + self.pace.provisioning
            return Status.ACTIVE if ready else Status.PROVISIONING
        if now < self.requested_at + self.pace.initiating:
            return Status.INITIATING_REQUEST
        expired = now >= self.requested_at + EXPIRES_AFTER
        return Status.EXPIRED if expired else Status.PENDING_ACCEPTANCE

    def shown(self, now: datetime) -> Status:
        """Tell what a read shows, which may be what was true a moment ago."""
        fresh = self.accepted_at is not None and now < self.accepted_at + self.pace.stale
        return Status.PENDING_ACCEPTANCE if fresh and self.ended is None else self.status(now)

    def visible(self, scope: Scope, now: datetime) -> bool:
        """Tell whether *scope* can see the connection now."""
        if now < self.requested_at + self.pace.invisible:
            return False
        sides = [
            side
            for side, vpc in ((Side.REQUESTER, self.requester), (Side.ACCEPTER, self.accepter))
            if vpc.scope == scope
        ]
        return any(self._visible_at(side, now) for side in sides)

    def _visible_at(self, side: Side, now: datetime) -> bool:
        status = self.status(now)
        if status in {Status.INITIATING_REQUEST, Status.FAILED} and side is Side.ACCEPTER:
            return False
        if status is Status.EXPIRED:
            return now < self.requested_at + EXPIRES_AFTER + _LONG
        if self.ended is None:
            return True
        _, by, at = self.ended
        # Whoever ended it sees it for two hours, the other side for two days.
        return now < at + (_SHORT if by is side else _LONG)
