"""What is said to the outside: one type a state, versioned, describing the state and no delta.

These types are an interface. Their JSON Schemas are published in docs/schemas, and a field may
be added but never removed or given another meaning without a new `version`.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import ClassVar

from peering.core.announcing import AnyAnnouncement, OfConnection
from peering.core.contents import (
    ConflictSummary,
    ConnectionSummary,
    LeftToDo,
    RouteSummary,
    StaleGroupSummary,
    TagSummary,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringAccepted(OfConnection):
    """A pending request was accepted by `decided_by`: a rule's name, or a person's ARN."""

    type: ClassVar[str] = "Peering Accepted"
    decided_by: str
    grounds: tuple[str, ...]
    basis: str = "rule"  # or person


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting(OfConnection):
    """All that a person needs to decide. `expires_at` is ISO 8601, `days_left` as of now.

    `reasons` say why no rule decides, `findings` what accepting would meet besides. `tags` are
    those of the VPCs that we may read, `requested_by` is the ARN of whoever asked, if known.
    """

    reasons: tuple[str, ...]
    expires_at: str | None
    left_to_do: tuple[LeftToDo, ...]
    findings: tuple[str, ...] = ()
    tags: tuple[TagSummary, ...] = ()
    requested_by: str | None = None
    days_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringHeld(_Waiting):
    """A pending request waits for a person, because of `reasons`, until `expires_at` (ISO 8601)."""

    type: ClassVar[str] = "Peering Held"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringExpiring(_Waiting):
    """A pending request still waits for a person, and expires within `days_left` days (2 or 1)."""

    type: ClassVar[str] = "Peering Expiring"

    @property
    def digest(self) -> str:
        """A fingerprint of which reminder it is: whatever has changed, each goes out once."""
        which = (self.mode, self.connection.id, self.expires_at, self.days_left)
        return hashlib.sha256(json.dumps(which).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringRejected(OfConnection):
    """A pending request was rejected by `decided_by`: a rule's name, or a person's ARN."""

    type: ClassVar[str] = "Peering Rejected"
    decided_by: str
    grounds: tuple[str, ...]
    basis: str = "rule"  # or person


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringRouted(OfConnection):
    """Every route that ought to lead to the connection does, on the sides that we govern.

    `dns` are the sides whose private hostnames the other side may resolve.
    """

    type: ClassVar[str] = "Peering Routed"
    decided_by: str
    routes: tuple[RouteSummary, ...]
    dns: tuple[str, ...]
    left_to_do: tuple[LeftToDo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringRouteConflict(OfConnection):
    """Some routes could not be written; what stands was left alone."""

    type: ClassVar[str] = "Peering Route Conflict"
    decided_by: str
    routes: tuple[RouteSummary, ...]
    conflicts: tuple[ConflictSummary, ...]
    left_to_do: tuple[LeftToDo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringUnapproved(OfConnection):
    """A connection of ours is approved by nothing for certain: it is left as it is."""

    type: ClassVar[str] = "Peering Unapproved"
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringCleaned(OfConnection):
    """A connection ended (or was unrouted), and none of our routes lead to it any more.

    `stale_groups` are our security groups whose rules still name the other side's.
    """

    type: ClassVar[str] = "Peering Cleaned"
    routes: tuple[RouteSummary, ...]
    left_to_do: tuple[LeftToDo, ...]
    stale_groups: tuple[StaleGroupSummary, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringFailed(OfConnection):
    """A request failed or expired in EC2, or EC2 refuses for good what ought to be done."""

    type: ClassVar[str] = "Peering Failed"
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringFrozen(OfConnection):
    """A person stopped all changes: what is in `waiting` is not done until they allow it again.

    `since` is ISO 8601.
    """

    type: ClassVar[str] = "Peering Frozen"
    frozen_by: str
    since: str
    reasons: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """One connection in a summary of adopted ones, and the rule that it matches."""

    connection: ConnectionSummary
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeeringsAdopted(AnyAnnouncement):
    """Connections of one scope that stood before us, match a rule and are kept right now."""

    type: ClassVar[str] = "Peerings Adopted"
    account: str
    region: str
    adopted: tuple[Adopted, ...]

    @property
    def about(self) -> str:
        """The scope, as account/Region."""
        return f"{self.account}/{self.region}"

    @property
    def named(self) -> dict[str, str]:
        """What it is about, as a field of a log line."""
        return {"scope": self.about}


type Announcement = (
    PeeringAccepted
    | PeeringHeld
    | PeeringExpiring
    | PeeringRejected
    | PeeringRouted
    | PeeringRouteConflict
    | PeeringUnapproved
    | PeeringCleaned
    | PeeringFailed
    | PeeringFrozen
    | PeeringsAdopted
)

TYPES: tuple[type[Announcement], ...] = (
    PeeringAccepted,
    PeeringHeld,
    PeeringExpiring,
    PeeringRejected,
    PeeringRouted,
    PeeringRouteConflict,
    PeeringUnapproved,
    PeeringCleaned,
    PeeringFailed,
    PeeringFrozen,
    PeeringsAdopted,
)
