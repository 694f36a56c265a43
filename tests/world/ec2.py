"""A fake EC2: VPCs, route tables and connections in several scopes, and what owners do there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from peering.core.blocks import Cidr, cidr
from peering.core.groups import StaleGroup
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
from peering.core.tables import (
    Route,
    RouteOrigin,
    RouteState,
    RouteTable,
    RouteTableId,
    Target,
    TargetKind,
)
from tests.world.clock import FakeClock
from tests.world.peering import EXPIRES_AFTER, Pace, Peering

_UNACCEPTED = {
    Status.INITIATING_REQUEST,
    Status.PENDING_ACCEPTANCE,
    Status.FAILED,
    Status.EXPIRED,
    Status.REJECTED,
}


@dataclass(slots=True)
class FakeEc2:
    """What exists, in all accounts and Regions. Owners act on it directly; the program may not."""

    clock: FakeClock
    pace: Pace = field(default_factory=Pace)
    vpcs: dict[VpcId, Vpc] = field(default_factory=dict)
    tables: dict[RouteTableId, RouteTable] = field(default_factory=dict)
    peerings: dict[ConnectionId, Peering] = field(default_factory=dict)
    denied: dict[Scope, str] = field(default_factory=dict)
    without_dns: set[VpcId] = field(default_factory=set)
    stale_groups: dict[VpcId, list[StaleGroup]] = field(default_factory=dict)
    groups_closed: set[Scope] = field(default_factory=set)
    routes_per_table: int = 500
    _serial: "count[int]" = field(default_factory=lambda: count(1))

    def vpc(self, scope: Scope, blocks: tuple[str, ...], tags: Mapping[str, str]) -> Vpc:
        """Create a VPC with its main route table."""
        vpc = Vpc(scope, VpcId(self._id("vpc")), tuple(map(cidr, blocks)), dict(tags))
        self.vpcs[vpc.id] = vpc
        self.table(vpc, main=True)
        return vpc

    def table(
        self,
        vpc: Vpc,
        *,
        main: bool = False,
        edge: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> RouteTableId:
        """Create a route table, with the local routes that EC2 puts there."""
        table_id = RouteTableId(self._id("rtb"))
        self.tables[table_id] = RouteTable(
            table_id,
            vpc.scope,
            vpc.id,
            routes=tuple(_local(block) for block in vpc.cidrs),
            main=main,
            edge=edge,
            tags=dict(tags or {}),
        )
        return table_id

    def associate(self, vpc: Vpc, block: str) -> None:
        """Add a secondary block to the VPC."""
        added = cidr(block)
        known = self.vpcs[vpc.id]
        self.vpcs[vpc.id] = replace(known, cidrs=(*known.cidrs, added), unsettled=False)
        for table in self.tables_of(vpc.id):
            self.put(table.id, _local(added))

    def put(self, table_id: RouteTableId, route: Route) -> None:
        """Put a route in a table, in place of a static one with its destination."""
        table = self.tables[table_id]
        kept = tuple(r for r in table.routes if r.destination != route.destination)
        self.tables[table_id] = replace(table, routes=(*kept, route))

    def drop(self, table_id: RouteTableId, destination: Cidr) -> None:
        """Take a route out of a table, whatever it leads to."""
        table = self.tables[table_id]
        kept = tuple(r for r in table.routes if r.destination != destination)
        self.tables[table_id] = replace(table, routes=kept)

    def request(self, requester: Vpc, accepter: Vpc) -> ConnectionId:
        """Request a connection. Overlapping VPCs make it fail, as in EC2."""
        connection_id = ConnectionId(self._id("pcx"))
        now = self.clock()
        made = Peering(connection_id, requester, accepter, now, self.pace)
        ends = (self.vpcs[requester.id].cidrs, self.vpcs[accepter.id].cidrs)
        if any(a.overlaps(b) for a in ends[0] for b in ends[1] if a.version == b.version):
            made.ended = (Status.FAILED, Side.REQUESTER, now)
        self.peerings[connection_id] = made
        return connection_id

    def accept(self, connection_id: ConnectionId) -> None:
        """Accept a connection, as its accepter would."""
        self.peerings[connection_id].accepted_at = self.clock()

    def end(self, connection_id: ConnectionId, status: Status, by: Side) -> None:
        """End a connection: *by* rejects or deletes it, and sees its record for two hours."""
        self.peerings[connection_id].ended = (status, by, self.clock())

    def status(self, connection_id: ConnectionId) -> Status:
        """Tell the connection's real status; DELETED where EC2 never knew it or has forgotten."""
        found = self.peerings.get(connection_id)
        return Status.DELETED if found is None else found.status(self.clock())

    def view(self, found: Peering, scope: Scope) -> Connection:
        """Show a connection as *scope* sees it: its own tags and options, nobody else's."""
        status = found.shown(self.clock())
        requester, accepter = (
            replace(self.vpcs[found.vpc_id(side)], tags=None, unsettled=False) for side in Side
        )
        pending = status is Status.PENDING_ACCEPTANCE
        seen = Connection(
            found.id,
            status,
            requester,
            replace(accepter, cidrs=()) if status in _UNACCEPTED else accepter,
            expires_at=found.requested_at + EXPIRES_AFTER if pending else None,
            multipath=found.multipath,
            tags=dict(found.tags.get(scope, {})),
        )
        return replace(seen, dns={side: side in found.dns for side in seen.sides_in(scope)})

    def tables_of(self, vpc_id: VpcId) -> tuple[RouteTable, ...]:
        """Show the VPC's route tables as they are now."""
        return tuple(self.shown(table) for table in self.tables.values() if table.vpc_id == vpc_id)

    def shown(self, table: RouteTable) -> RouteTable:
        """Show a table: a route to a peering that is not active is a blackhole."""
        return replace(table, routes=tuple(map(self._in_its_state, table.routes)))

    def _in_its_state(self, route: Route) -> Route:
        if route.target.kind is not TargetKind.PEERING:
            return route
        active = self.status(ConnectionId(route.target.id)) is Status.ACTIVE
        return replace(route, state=RouteState.ACTIVE if active else RouteState.BLACKHOLE)

    def _id(self, kind: str) -> str:
        return f"{kind}-{next(self._serial):017x}"


def scope(account: str, region: str) -> Scope:
    """Name a scope in few words."""
    return Scope(AccountId(account), Region(region))


def _local(block: Cidr) -> Route:
    return Route(block, Target(TargetKind.LOCAL, "local"), origin=RouteOrigin.CREATE_ROUTE_TABLE)
