"""Small worlds for the core's tables: two VPCs, a connection between them, a table on each side."""

from dataclasses import replace
from datetime import UTC, datetime

from peering.core.approvals import Approvals, Conditions, Effect, Rule
from peering.core.blocks import Cidr, cidr
from peering.core.model import (
    AccountId,
    Connection,
    ConnectionId,
    Region,
    Scope,
    Side,
    Status,
    Vpc,
    VpcId,
)
from peering.core.observed import Observed, SideView
from peering.core.tables import (
    Route,
    RouteOrigin,
    RouteState,
    RouteTable,
    RouteTableId,
    Target,
    TargetKind,
)

NOW = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
PCX = ConnectionId("pcx-0123456789abcdef0")
OTHER_PCX = ConnectionId("pcx-0fedcba9876543210")
REQUESTER_SCOPE = Scope(AccountId("111122223333"), Region("us-east-1"))
ACCEPTER_SCOPE = Scope(AccountId("444455556666"), Region("eu-west-1"))
REQUESTER = Vpc(REQUESTER_SCOPE, VpcId("vpc-0aaaaaaaaaaaaaaaa"), (cidr("10.10.0.0/16"),))
ACCEPTER = Vpc(ACCEPTER_SCOPE, VpcId("vpc-0bbbbbbbbbbbbbbbb"), (cidr("10.20.0.0/16"),))
GOVERNED = frozenset({REQUESTER_SCOPE, ACCEPTER_SCOPE})

TO_US = Target(TargetKind.PEERING, PCX)
TO_ANOTHER = Target(TargetKind.PEERING, OTHER_PCX)
TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
TO_IGW = Target(TargetKind.GATEWAY, "igw-0123456789abcdef0")
TO_VGW = Target(TargetKind.GATEWAY, "vgw-0123456789abcdef0")


def connection(status: Status = Status.ACTIVE, **changes: object) -> Connection:
    """A connection between the two VPCs."""
    return replace(Connection(PCX, status, REQUESTER, ACCEPTER), **changes)  # type: ignore[arg-type]  # any field


def route(
    destination: str,
    target: Target,
    state: RouteState = RouteState.ACTIVE,
    origin: RouteOrigin = RouteOrigin.CREATE_ROUTE,
) -> Route:
    """A row of a route table."""
    return Route(cidr(destination), target, state, origin)


def dead(destination: str, target: Target = TO_ANOTHER) -> Route:
    """A blackhole."""
    return route(destination, target, RouteState.BLACKHOLE)


def table(side: Side, *routes: Route, name: str = "main", **changes: object) -> RouteTable:
    """A route table of one side's VPC, its local route included."""
    vpc = REQUESTER if side is Side.REQUESTER else ACCEPTER
    local = Route(
        vpc.cidrs[0], Target(TargetKind.LOCAL, "local"), origin=RouteOrigin.CREATE_ROUTE_TABLE
    )
    made = RouteTable(RouteTableId(f"rtb-{side}-{name}"), vpc.scope, vpc.id, (local, *routes))
    return replace(made, **changes)  # type: ignore[arg-type]  # any field


def view(side: Side, *tables: RouteTable, **changes: object) -> SideView:
    """What one side's scope shows."""
    vpc = REQUESTER if side is Side.REQUESTER else ACCEPTER
    return replace(SideView(side, vpc.scope, tables), **changes)  # type: ignore[arg-type]  # any field


def observed(*views: SideView, status: Status = Status.ACTIVE, **changes: object) -> Observed:
    """The connection, seen from these sides; from both, with an empty table each, if unsaid."""
    seen = views or tuple(view(side, table(side)) for side in Side)
    return Observed(connection(status, **changes), seen)


def rule(name: str = "data", effect: Effect = Effect.ACCEPT, **changes: object) -> Rule:
    """A rule that fits the connection by its requester's account."""
    requester = Conditions(accounts=(REQUESTER_SCOPE.account_id,))
    return replace(Rule(name, effect, requester=requester), **changes)  # type: ignore[arg-type]  # any field


def approvals(*rules: Rule) -> Approvals:
    """Rules for the two scopes, both governed."""
    return Approvals(GOVERNED, rules)


def cidrs(*blocks: str) -> tuple[Cidr, ...]:
    """Blocks, canonical."""
    return tuple(map(cidr, blocks))
