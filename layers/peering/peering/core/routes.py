"""Which routes ought to be in which tables of one side, held against what is there."""

from collections.abc import Iterator
from ipaddress import IPv6Network
from typing import assert_never

from peering.core.approvals import AllTables, MainTable, Rule, SideRoutes, TablesById, TablesByTag
from peering.core.blocks import Cidr, cidr, contains, less, order, overlap, touches
from peering.core.findings import Conflict, Dead, Finding, Kept, Missing
from peering.core.model import Connection, ConnectionId, Side
from peering.core.tables import Route, RouteOrigin, RouteState, RouteTable, TargetKind

# https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html: EC2 refuses these.
_RESERVED = (cidr("169.254.168.0/22"), cidr("fd00:ec2::/32"))
# What a network may use inside without owning it; every other IPv4 block is somebody's.
_PRIVATE = tuple(
    map(cidr, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15"))
)


def wanted_destinations(blocks: tuple[Cidr, ...], choice: SideRoutes) -> tuple[Cidr, ...]:
    """Work out the destinations: the peer's blocks, narrowed by `destinations`, less `excluded`.

    A destination is never wider than the peer's own block, whatever the rule says.
    """
    wanted = set(blocks)
    if choice.destinations is not None:
        wanted = {
            inner
            for block in blocks
            for narrower in choice.destinations
            for inner in overlap(block, narrower)
        }
    for hole in choice.excluded:
        wanted = {rest for block in wanted for rest in less(block, hole)}
    return tuple(sorted(wanted, key=order))


def reachable_blocks(connection: Connection, side: Side) -> tuple[Cidr, ...]:
    """Pick the peer's blocks of the families that *side* has itself.

    Without an IPv6 block nothing in a VPC can send to one. What the side's own blocks are, EC2
    may not show: then all of the peer's.
    """
    own = {block.version for block in connection.vpc(side).cidrs}
    return tuple(b for b in connection.vpc(side.other).cidrs if not own or b.version in own)


def chosen_tables(tables: tuple[RouteTable, ...], choice: SideRoutes) -> tuple[RouteTable, ...]:
    """Pick the tables that the rule names. Edge tables may not hold peering routes, so never."""
    plain = tuple(sorted((t for t in tables if not t.edge), key=lambda table: table.id))
    match choice.tables:
        case AllTables():
            return plain
        case MainTable():
            return tuple(table for table in plain if table.main)
        case TablesById(ids):
            return tuple(table for table in plain if table.id in ids)
        case TablesByTag(tags):
            return tuple(table for table in plain if tags.items() <= table.tags.items())
        case _:
            assert_never(choice.tables)


def find(
    side: Side,
    connection: Connection,
    rule: Rule,
    tables: tuple[RouteTable, ...],
    ended_peers: frozenset[ConnectionId],
) -> Iterator[Finding]:
    """Hold every route that *side* ought to have against its tables, in a stable order."""
    choice = rule.side_routes(side)
    admitted = rule.conditions(side.other).cidrs or ()
    for table in chosen_tables(tables, choice):
        for destination in wanted_destinations(reachable_blocks(connection, side), choice):
            near = table.around(destination)
            exact = tuple(route for route in near if route.destination == destination)
            others = _others(near, connection.id, ended_peers)
            if any(route.leads_to(connection.id) for route in exact):
                reason = _shadowed(others, destination)
                found: type[Kept | Missing | Dead] = Kept
            else:
                reason = _barred(destination, admitted) or _obstructed(
                    others, destination, choice.overrides
                )
                found = Dead if exact else Missing
            if reason:
                yield Conflict(side, table, destination, reason)
            else:
                yield found(side, table, destination)


def dead_peers(tables: tuple[RouteTable, ...], connection: Connection) -> frozenset[ConnectionId]:
    """Name the other peerings whose blackhole routes hold one of the connection's blocks.

    A route to a peering that is merely pending is a blackhole too, so each of them has to be
    looked up before its route may be taken for dead.
    """
    blocks = {*connection.requester.cidrs, *connection.accepter.cidrs}
    return frozenset(
        ConnectionId(route.target.id)
        for table in tables
        for route in table.routes
        if route.state is RouteState.BLACKHOLE
        and route.target.kind is TargetKind.PEERING
        and not route.leads_to(connection.id)
        and any(touches(route.destination, block) for block in blocks)
    )


type _Elsewhere = tuple[tuple[Cidr, Route], ...]


def _others(
    near: tuple[Route, ...], connection_id: ConnectionId, ended_peers: frozenset[ConnectionId]
) -> _Elsewhere:
    """Pick the routes that lead elsewhere.

    In an order of their own: EC2 promises none, and the reason that is told must not change.
    """
    elsewhere = (
        (route.destination, route)
        for route in near
        if not isinstance(route.destination, str)
        and not route.leads_to(connection_id)
        and not _replaceable(route, ended_peers)
    )
    return tuple(sorted(elsewhere, key=lambda found: (order(found[0]), found[1].target.id)))


def _shadowed(others: _Elsewhere, destination: Cidr) -> str | None:
    # https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
    for there, route in others:
        if there != destination and contains(destination, there):
            return f"{there} inside it leads to {route.target}, and the longer prefix wins"
    return None


def _obstructed(others: _Elsewhere, destination: Cidr, overrides: tuple[Cidr, ...]) -> str | None:
    for there, route in others:
        if there == destination:
            return f"{there} already leads to {route.target}"
        if not contains(there, destination):
            continue
        if route.target.kind is TargetKind.LOCAL:
            return f"it lies inside the VPC's own {there}"
        if there.prefixlen and there not in overrides and _may_carry(route):
            return f"it would take traffic from {there}, which leads to {route.target}"
    return _shadowed(others, destination)


def _may_carry(route: Route) -> bool:
    """Tell whether traffic goes that way, or will: a pending peering's route is dead till then."""
    return route.state is not RouteState.BLACKHOLE or route.target.kind is TargetKind.PEERING


def _replaceable(route: Route, ended_peers: frozenset[ConnectionId]) -> bool:
    return (
        route.origin is RouteOrigin.CREATE_ROUTE
        and route.state is RouteState.BLACKHOLE
        and route.target.kind is TargetKind.PEERING
        and route.target.id in ended_peers
    )


def _barred(destination: Cidr, admitted: tuple[Cidr, ...]) -> str | None:
    if destination.prefixlen == 0:
        return "a default route never leads to a peering"
    if any(contains(reserved, destination) for reserved in _RESERVED):
        return "EC2 reserves this range"
    if isinstance(destination, IPv6Network) or any(contains(p, destination) for p in _PRIVATE):
        return None
    if any(contains(outer, destination) for outer in admitted):
        return None
    return "it is a public range that the rule's cidrs do not name"
