"""What the team has approved: which scopes are governed, and the rules in their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from peering.core.blocks import Cidr
from peering.core.model import Scope, Side, Tags
from peering.core.tables import RouteTableId


class Effect(StrEnum):
    """What a rule decides. Reject beats hold beats accept."""

    ACCEPT = "accept"
    REJECT = "reject"
    HOLD = "hold"


class OnConflict(StrEnum):
    """What a route that leads elsewhere means for the rest of the connection's routes."""

    HOLD = "hold"  # nothing new is written until the conflict is gone
    ROUTE_REST = "route_rest"  # everything else is routed


@dataclass(frozen=True, slots=True)
class Conditions:
    """What one side's VPC must be. None asks for nothing; an empty tuple fits nothing.

    `vpcs` are ids with `*` for any run of characters. A VPC fits `cidrs` only if every one of
    its blocks, IPv4 and IPv6, lies inside one of them.
    """

    accounts: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    vpcs: tuple[str, ...] | None = None
    cidrs: tuple[Cidr, ...] | None = None
    tags: Tags = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class AllTables:
    """Every route table of the VPC that may hold peering routes."""

    def __str__(self) -> str:
        """As the approvals file says it."""
        return "all"


@dataclass(frozen=True, slots=True)
class MainTable:
    """The VPC's main route table only."""

    def __str__(self) -> str:
        """As the approvals file says it."""
        return "main"


@dataclass(frozen=True, slots=True)
class TablesById:
    """The route tables that are named."""

    ids: tuple[RouteTableId, ...]

    def __str__(self) -> str:
        """The ids in order, so that the same choice always reads the same."""
        return "ids " + ", ".join(sorted(self.ids))


@dataclass(frozen=True, slots=True)
class TablesByTag:
    """The route tables that carry all of these tags."""

    tags: Tags = field(hash=False)

    def __str__(self) -> str:
        """The tags in order, so that the same choice always reads the same."""
        return "tags " + ", ".join(f"{key}={self.tags[key]}" for key in sorted(self.tags))


type TableChoice = AllTables | MainTable | TablesById | TablesByTag


@dataclass(frozen=True, slots=True)
class SideRoutes:
    """Which routes one side gets: in which tables, to which of the peer's blocks.

    `destinations` narrows the peer's blocks, `excluded` takes some away. `overrides` are wider
    routes, leading elsewhere, whose traffic these routes may take.
    """

    tables: TableChoice = field(default_factory=AllTables)
    destinations: tuple[Cidr, ...] | None = None
    excluded: tuple[Cidr, ...] = ()
    overrides: tuple[Cidr, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the approvals file.

    `until` is the last day (UTC) on which the rule decides. `unroute` matters for reject rules
    only: it takes our routes away from a connection that already lives. `multipath` allows
    accepting a request that would bring multipath resilience charges. `requested_by` are
    patterns, with `*`, of the ARN of whoever made the request. An accept rule that is
    `one_sided` is for connections of which one side is not governed, and only for those.
    """

    name: str
    effect: Effect
    requester: Conditions = Conditions()
    accepter: Conditions = Conditions()
    until: date | None = None
    dns: bool = False
    on_conflict: OnConflict = OnConflict.HOLD
    unroute: bool = False
    multipath: bool = False
    requested_by: tuple[str, ...] | None = None
    one_sided: bool = False
    routes: Mapping[Side, SideRoutes] = field(default_factory=dict, hash=False)

    def conditions(self, side: Side) -> Conditions:
        """What *side* must be."""
        return self.requester if side is Side.REQUESTER else self.accepter

    def side_routes(self, side: Side) -> SideRoutes:
        """The routes that *side* gets; all of the peer's blocks in all tables if unsaid."""
        return self.routes.get(side, SideRoutes())


@dataclass(frozen=True, slots=True)
class Approvals:
    """The whole approvals file, as it was read.

    `routes_per_table` is the account's quota of static routes in a table, IPv4 and IPv6 counted
    apart: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    """

    governed: frozenset[Scope]
    rules: tuple[Rule, ...]
    digest: str = ""
    routes_per_table: int = 500

    def governs(self, scope: Scope) -> bool:
        """Tell whether peerings and routes in *scope* are ours to touch."""
        return scope in self.governed
