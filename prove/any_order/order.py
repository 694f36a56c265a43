"""What a network in order looks like, worked out apart from the program."""

from collections.abc import Iterator
from itertools import product, starmap

from peering.core.approvals import AllTables, Effect, OnConflict, Rule
from peering.core.blocks import Cidr, touches
from peering.core.model import Side, Status
from peering.core.tables import Route, RouteOrigin, RouteTable
from prove.any_order.scene import Scene
from prove.any_order.wanted import chosen, destinations, obstructed, wanted_rows
from tests.world.peering import Peering

type _Row = tuple[Side, RouteTable, Cidr]


def disorder(scene: Scene) -> Iterator[str]:
    """Whatever is not as it ought to be, in words; nothing of what somebody else obstructs."""
    for found in scene.known.values():
        rule = scene.deciding(found)
        status = scene.status(found)
        if status.ended:
            yield from _ended(scene, found)
        elif rule is None:
            continue
        elif status is Status.ACTIVE and rule.effect is Effect.ACCEPT:
            yield from _living(scene, found, rule)
        elif status is Status.ACTIVE and rule.unroute:
            yield from _unrouted(scene, found)
        elif status is Status.PENDING_ACCEPTANCE and rule.effect is Effect.ACCEPT:
            yield from _waiting(scene, found, rule)


def _waiting(scene: Scene, found: Peering, rule: Rule) -> Iterator[str]:
    """What a rule accepts waits for a person only, or while its rule can't be kept as it stands."""
    if found.id in scene.world.decisions.rulings or not scene.governs(found, Side.ACCEPTER):
        return
    ours = [side for side in Side if scene.governs(found, side)]
    blocked = any(obstructed(scene, found, rule, row) for row in wanted_rows(scene, found, rule))
    overlap = any(starmap(touches, product(*(scene.vpc(found, side).cidrs for side in Side))))
    unreachable = not all(destinations(scene, found, rule, side) for side in ours)
    if not ((blocked and rule.on_conflict is OnConflict.HOLD) or overlap or unreachable):
        yield f"{found.id}: {rule.name} accepts it, and it is still pending"


def _living(scene: Scene, found: Peering, rule: Rule) -> Iterator[str]:
    wanted = list(wanted_rows(scene, found, rule))
    hindered = [row for row in wanted if obstructed(scene, found, rule, row)]
    if not (hindered and rule.on_conflict is OnConflict.HOLD):
        for row in wanted:
            _, table, destination = row
            stands = any(route.leads_to(found.id) for route in table.to(destination))
            if not stands and row not in hindered:
                yield f"{found.id}: {destination} is not routed in {table.id}"
        yield from _excess(scene, found, rule, wanted, hindered)
    if rule.dns:
        for side in Side:
            can = scene.vpc(found, side).id not in scene.world.ec2.without_dns
            if scene.governs(found, side) and can and side not in found.dns:
                yield f"{found.id}: the {side} does not resolve DNS"


def _excess(
    scene: Scene, found: Peering, rule: Rule, wanted: list[_Row], hindered: list[_Row]
) -> Iterator[str]:
    """Rows that the program wrote and that nothing asks for: none but those kept for a reason.

    A row stays while a narrower one that would take its place can't be written, and in a table
    that merely lost its tag.
    """
    asked = {(table.id, destination) for _, table, destination in wanted}
    for side, table, route in _rows_to(scene, found):
        destination = route.destination
        if isinstance(destination, str) or not scene.wrote(table, route):
            continue
        choice = rule.side_routes(side)
        stands_in = any(t.id == table.id and touches(d, destination) for _, t, d in hindered)
        lost = (
            table.id in scene.untagged
            and not isinstance(choice.tables, AllTables)
            and not chosen(table, choice)
            and destination in destinations(scene, found, rule, side)
        )
        if (table.id, destination) not in asked and not stands_in and not lost:
            yield f"{found.id}: nothing asks for {destination} in {table.id}, which we wrote"


def _unrouted(scene: Scene, found: Peering) -> Iterator[str]:
    for _, table, route in _rows_to(scene, found):
        if scene.wrote(table, route):
            yield f"{found.id} is to be unrouted: {route.destination} in {table.id} leads to it"


def _rows_to(scene: Scene, found: Peering) -> Iterator[tuple[Side, RouteTable, Route]]:
    for side in filter(lambda side: scene.governs(found, side), Side):
        for table in scene.world.tables(scene.vpc(found, side)):
            yield from ((side, table, route) for route in table.leading_to(found.id))


def _ended(scene: Scene, found: Peering) -> Iterator[str]:
    """No static route on our sides leads to what was ever ours and has ended, whoever wrote it."""
    if found.id not in scene.served:
        return
    scopes = {scene.vpc(found, side).scope for side in Side if scene.governs(found, side)}
    for table in scene.world.ec2.tables.values():
        for route in table.leading_to(found.id):
            if table.scope in scopes and route.origin is RouteOrigin.CREATE_ROUTE:
                yield f"{found.id} has ended: {route.destination} in {table.id} still leads to it"
