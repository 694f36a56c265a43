"""Which rows ought to lead to a connection, and what may stand in their way."""

from collections.abc import Iterator
from itertools import product
from typing import assert_never

from peering.core.approvals import AllTables, MainTable, Rule, SideRoutes, TablesById, TablesByTag
from peering.core.blocks import Cidr, contains
from peering.core.model import ConnectionId, Side
from peering.core.tables import Route, RouteState, RouteTable, TargetKind
from prove.any_order.scene import Scene
from tests.world import World
from tests.world.peering import Peering


def wanted_rows(
    scene: Scene, found: Peering, rule: Rule
) -> Iterator[tuple[Side, RouteTable, Cidr]]:
    """Every row that the rule asks for on the sides that are governed."""
    for side in filter(lambda side: scene.governs(found, side), Side):
        choice = rule.side_routes(side)
        tables = [t for t in scene.world.tables(scene.vpc(found, side)) if chosen(t, choice)]
        for table, destination in product(tables, destinations(scene, found, rule, side)):
            yield side, table, destination


def chosen(table: RouteTable, choice: SideRoutes) -> bool:
    """Tell whether the rule names the table, which must be no gateway's."""
    match choice.tables:
        case AllTables():
            named = True
        case MainTable():
            named = table.main
        case TablesById(ids):
            named = table.id in ids
        case TablesByTag(tags):
            named = all(table.tags.get(key) == value for key, value in tags.items())
        case _:
            assert_never(choice.tables)
    return named and not table.edge


def destinations(scene: Scene, found: Peering, rule: Rule, side: Side) -> frozenset[Cidr]:
    """The peer's blocks that the side can reach, as the rule narrows them.

    None is of IPv6 where the side has no IPv6 block.
    """
    versions = {block.version for block in scene.vpc(found, side).cidrs}
    blocks = {b for b in scene.vpc(found, side.other).cidrs if b.version in versions}
    choice = rule.side_routes(side)
    if choice.destinations is not None:
        pairs = list(product(blocks, choice.destinations))
        blocks = {n for b, n in pairs if contains(b, n)} | {b for b, n in pairs if contains(n, b)}
    for hole in choice.excluded:
        blocks = {rest for block in blocks for rest in _without(block, hole)}
    return frozenset(blocks)


def _without(block: Cidr, hole: Cidr) -> Iterator[Cidr]:
    if not contains(block, hole):
        yield from () if contains(hole, block) else (block,)
        return
    halves = block.subnets() if block != hole else ()
    for half in halves:
        yield from _without(half, hole)


def obstructed(
    scene: Scene, found: Peering, rule: Rule, row: tuple[Side, RouteTable, Cidr]
) -> bool:
    """Tell whether something of somebody else's is in the way of the route, or of its traffic."""
    side, table, destination = row
    world = scene.world
    exact = table.to(destination)
    stands = any(route.leads_to(found.id) for route in exact)
    if not stands and any(not dead(world, route) for route in exact):
        return True
    others = [
        route
        for route in table.routes
        if not isinstance(route.destination, str)
        and route.destination != destination
        and not route.leads_to(found.id)
        and not dead(world, route)
    ]
    longer = any(
        not isinstance(route.destination, str) and contains(destination, route.destination)
        for route in others
    )
    overrides = rule.side_routes(side).overrides
    return longer or (
        not stands
        and any(
            _takes_from(destination, route)
            for route in others
            if route.destination not in overrides
        )
    )


def _takes_from(destination: Cidr, route: Route) -> bool:
    """Tell whether a route to *destination* takes traffic from a wider one.

    One that leads to a peering which is not active yet will carry traffic once it is.
    """
    wider = not isinstance(route.destination, str) and contains(route.destination, destination)
    waits = route.target.kind is TargetKind.PEERING
    works = route.state is not RouteState.BLACKHOLE or waits
    return wider and works and not str(route.destination).endswith("/0")


def dead(world: World, route: Route) -> bool:
    """Tell whether it leads to a peering that has ended."""
    peering = route.target.kind is TargetKind.PEERING
    return peering and world.status(ConnectionId(route.target.id)).ended
