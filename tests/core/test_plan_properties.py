"""What must hold for every plan, whatever the world looks like."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given

from peering.core.actions import Action, CreateRoute, DeleteRoute, ReplaceRoute
from peering.core.approvals import Rule
from peering.core.memory import Memory, OwnedRoute
from peering.core.observed import Observed
from peering.core.plan import Plan
from peering.core.planning import plan_upkeep
from peering.core.removing import plan_cleanup
from peering.core.tables import Route, RouteOrigin, RouteState, RouteTable, TargetKind
from tests.core.examples import NOW, PCX, TO_US
from tests.core.strategies import rules, worlds


def planned(world: Observed, rule: Rule, memory: Memory | None = None) -> Plan:
    return plan_upkeep(world, rule, memory or Memory(PCX), 500, NOW)


def rows(world: Observed) -> dict[tuple[str, object], Route]:
    """Every row that does not lead to the connection, by its place."""
    return {
        (table.id, route.destination): route
        for view in world.views
        for table in view.tables
        for route in table.routes
    }


def after(world: Observed, actions: Iterable[Action]) -> Observed:
    """The world as EC2 would leave it; a call that EC2 would refuse fails the test."""
    for action in actions:
        if isinstance(action, CreateRoute | ReplaceRoute | DeleteRoute):
            world = replace(
                world,
                views=tuple(
                    replace(view, tables=tuple(_acted(t, action) for t in view.tables))
                    for view in world.views
                ),
            )
    return world


def _acted(table: RouteTable, action: CreateRoute | ReplaceRoute | DeleteRoute) -> RouteTable:
    if table.id != action.table_id:
        return table
    there = table.to(action.destination)
    kept = tuple(route for route in table.routes if route not in there)
    match action:
        case CreateRoute():
            assert not there, "RouteAlreadyExists"
            assert not table.edge, "a gateway's table takes no peering route"
            return replace(table, routes=(*kept, Route(action.destination, TO_US)))
        case ReplaceRoute():
            assert there, "InvalidRoute.NotFound"
            return replace(table, routes=(*kept, Route(action.destination, TO_US)))
        case DeleteRoute():
            assert there, "InvalidRoute.NotFound"
            return replace(table, routes=kept)


def owning_everything(world: Observed) -> Memory:
    """A ledger that holds every static route to the connection as ours."""
    return Memory(
        PCX,
        owned=tuple(
            OwnedRoute(table.scope, table.vpc_id, table.id, route.destination, NOW, chosen_by="all")
            for view in world.views
            for table in view.tables
            for route in table.leading_to(PCX)
            if not isinstance(route.destination, str)
        ),
    )


@given(worlds(), rules())
def test_no_live_route_that_leads_elsewhere_is_ever_touched(world: Observed, rule: Rule) -> None:
    memory = owning_everything(world)
    elsewhere = {
        place: route
        for place, route in rows(world).items()
        if not route.leads_to(PCX)
        and not (
            route.state is RouteState.BLACKHOLE
            and route.target.kind is TargetKind.PEERING
            and route.origin is RouteOrigin.CREATE_ROUTE
            and world.ended_peers
        )
    }

    then = rows(after(world, planned(world, rule, memory).actions))

    assert elsewhere.items() <= then.items()


@given(worlds(), rules())
def test_a_second_pass_writes_no_route(world: Observed, rule: Rule) -> None:
    memory = owning_everything(world)
    once = after(world, planned(world, rule, memory).actions)

    again = planned(once, rule, owning_everything(once))

    assert not [a for a in again.actions if isinstance(a, CreateRoute | ReplaceRoute | DeleteRoute)]


@given(worlds(), rules())
def test_only_what_is_ours_is_deleted_while_the_connection_lives(
    world: Observed, rule: Rule
) -> None:
    assert not [a for a in planned(world, rule).actions if isinstance(a, DeleteRoute)]


@given(worlds(), rules())
def test_every_route_that_is_written_is_owned_first(world: Observed, rule: Rule) -> None:
    plan = planned(world, rule)
    written = {
        (a.table_id, a.destination)
        for a in plan.actions
        if isinstance(a, CreateRoute | ReplaceRoute)
    }

    assert written == {(owned.table_id, owned.destination) for owned in plan.ownership}


@given(worlds())
def test_after_the_end_no_static_route_leads_to_the_connection(world: Observed) -> None:
    cleaned = after(world, plan_cleanup(world.views, PCX).actions)

    assert not [
        route
        for view in cleaned.views
        for table in view.tables
        for route in table.leading_to(PCX)
        if route.origin is RouteOrigin.CREATE_ROUTE
    ]
    assert {p: r for p, r in rows(world).items() if not r.leads_to(PCX)}.items() <= rows(
        cleaned
    ).items()
