"""A fake EC2: VPCs, route tables and connections in several scopes, and what owners do there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from peering.core.model import (
    AccountId,
    Cidr,
    Connection,
    ConnectionId,
    Destination,
    Region,
    Route,
    RouteOrigin,
    RouteState,
    RouteTable,
    RouteTableId,
    Scope,
    Side,
    Status,
    Target,
    TargetKind,
    Vpc,
    VpcId,
    cidr,
)
from tests.world.clock import FakeClock
from tests.world.peering import Pace, Peering

_LEARNED = (RouteOrigin.PROPAGATED, RouteOrigin.ADVERTISED)


@dataclass(slots=True)
class FakeEc2:
    """What exists, in all accounts and Regions. Owners act on it directly; the program may not."""

    clock: FakeClock
    pace: Pace = field(default_factory=Pace)
    vpcs: dict[VpcId, Vpc] = field(default_factory=dict)
    tables: dict[RouteTableId, RouteTable] = field(default_factory=dict)
    peerings: dict[ConnectionId, Peering] = field(default_factory=dict)
    denied: dict[Scope, str] = field(default_factory=dict)
    gone: dict[VpcId, Vpc] = field(default_factory=dict)
    without_dns: set[VpcId] = field(default_factory=set)
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

    def disassociate(self, vpc: Vpc, block: str) -> None:
        """Take a secondary block from the VPC."""
        gone = cidr(block)
        known = self.vpcs[vpc.id]
        self.vpcs[vpc.id] = replace(known, cidrs=tuple(c for c in known.cidrs if c != gone))
        for table in self.tables_of(vpc.id):
            self.drop(table.id, gone)

    def delete_vpc(self, vpc: Vpc) -> None:
        """Delete the VPC with its tables and its connections, whose records keep its blocks."""
        for table in self.tables_of(vpc.id):
            del self.tables[table.id]
        self.gone[vpc.id] = self.vpcs.pop(vpc.id)
        for found in self.peerings.values():
            for side in Side:
                if found.vpc_id(side) == vpc.id and not found.status(self.clock()).ended:
                    self.end(found.id, Status.DELETED, side)

    def put(self, table_id: RouteTableId, route: Route) -> None:
        """Put a route in a table, in place of one with its destination that came the same way."""
        self.drop(table_id, route.destination, learned=route.origin in _LEARNED)
        table = self.tables[table_id]
        self.tables[table_id] = replace(table, routes=(*table.routes, route))

    def drop(
        self, table_id: RouteTableId, destination: Destination, *, learned: bool = False
    ) -> None:
        """Take a route out of a table, whatever it leads to: a written one, or a learned one."""
        table = self.tables[table_id]
        kept = tuple(
            route
            for route in table.routes
            if route.destination != destination or (route.origin in _LEARNED) is not learned
        )
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

    def other_stands(self, found: Peering) -> bool:
        """Tell whether its pair of VPCs is connected already, whichever asked."""
        pair = {found.requester.id, found.accepter.id}
        return any(
            {other.requester.id, other.accepter.id} == pair
            and other.status(self.clock()) in {Status.PROVISIONING, Status.ACTIVE}
            for other in self.peerings.values()
        )

    def status(self, connection_id: ConnectionId) -> Status:
        """Tell the connection's real status; DELETED where EC2 never knew it or has forgotten."""
        found = self.peerings.get(connection_id)
        return Status.DELETED if found is None else found.status(self.clock())

    def view(self, found: Peering, scope: Scope) -> Connection:
        """Show a connection as *scope* sees it: its own tags and options, nobody else's."""
        ends = {
            side: replace(self.any_vpc(found.vpc_id(side)), tags=None, unsettled=False)
            for side in Side
        }
        return found.view(scope, ends, self.clock())

    def any_vpc(self, vpc_id: VpcId) -> Vpc:
        """The VPC, also after it was deleted."""
        return self.vpcs.get(vpc_id) or self.gone[vpc_id]

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
