"""What is remembered about a connection, because EC2 forgets it or never knew."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from peering.core.approvals import Effect
from peering.core.blocks import Cidr
from peering.core.model import ConnectionId, Scope, Side, Vpc, VpcId
from peering.core.tables import Place, RouteTableId


class Basis(StrEnum):
    """On what ground a connection became our business."""

    RULE = "rule"  # a rule decided its request
    PERSON = "person"  # a person decided its held request
    ADOPTED = "adopted"  # somebody else accepted it, and a rule matches


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a connection: by which rule (or person), when, on what grounds.

    `effect` is accept or reject; a held request is undecided. `closed` once the connection has
    ended and was cleaned up.
    """

    effect: Effect
    basis: Basis
    by: str  # the rule's name, or the person's principal ARN
    at: datetime
    grounds: tuple[str, ...] = ()
    closed: bool = False

    def same_as(self, other: "Decision") -> bool:
        """Tell whether both decide the same on the same grounds, whenever they were made."""
        return replace(self, at=other.at, closed=other.closed) == other


@dataclass(frozen=True, slots=True)
class OwnedRoute:
    """A route that we wrote, or are about to write: only these may ever be taken away.

    `writes` counts how often it was written, 0 if it may never have been; `written_at` is the
    last time. A route that keeps vanishing is repaired after ever longer pauses instead of being
    fought over. `chosen_by` is how the rule chose the table: a table that merely lost its tag
    keeps its routes, a table that the rule's text no longer chooses does not.
    """

    scope: Scope
    vpc_id: VpcId
    table_id: RouteTableId
    destination: Cidr
    written_at: datetime
    writes: int = 1
    chosen_by: str = ""

    @property
    def place(self) -> Place:
        """The table and the destination."""
        return self.table_id, self.destination


@dataclass(frozen=True, slots=True)
class Announced:
    """One announcement that went out: its type, and the digest of what it said."""

    type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Memory:
    """All the facts that the ledger holds about one connection.

    `ends` are the VPCs that the connection had when we decided; a deletion event names none.
    `dns_refused` tells until when a side's DNS option is not tried again. `requested_by` is the
    ARN of the principal that made the request, where its own account recorded it.
    """

    connection_id: ConnectionId
    decision: Decision | None = None
    ends: Mapping[Side, Vpc] = field(default_factory=dict, hash=False)
    owned: tuple[OwnedRoute, ...] = ()
    announced: frozenset[Announced] = frozenset()
    dns_refused: Mapping[Side, datetime] = field(default_factory=dict, hash=False)
    requested_by: str | None = None

    @property
    def serves(self) -> bool:
        """Whether the connection was ever accepted by us, approved by a person, or adopted."""
        return self.decision is not None and self.decision.effect is Effect.ACCEPT

    def owns(self, table_id: RouteTableId, destination: Cidr) -> OwnedRoute | None:
        """The ownership fact for that table and destination, if we ever wrote the route."""
        return next(
            (o for o in self.owned if o.table_id == table_id and o.destination == destination),
            None,
        )

    def announced_type(self, type_name: str) -> bool:
        """Tell whether any announcement of that type went out."""
        return any(announced.type == type_name for announced in self.announced)
