"""Passes that die, and others' deeds between a look and the writes that follow from it."""

from collections.abc import Callable

import pytest

from peering.core.actions import Action, CreateRoute, DeleteRoute
from peering.core.approvals import OnConflict
from peering.core.blocks import cidr
from peering.core.model import ConnectionId
from peering.core.tables import Route
from peering.errors import RefusedError, ScopeDeniedError, ThrottledError
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.usecases.test_route import TO_TGW, routed
from tests.world import World
from tests.world.calls import DiedError


def accepted() -> tuple[Program, ConnectionId]:
    """A connection that somebody else accepted, and that lacks its routes."""
    world = World()
    pcx = world.request(*world.pair())
    world.accept(pcx)
    return Program(world, approving(rule(on_conflict=OnConflict.ROUTE_REST))), pcx


def before_each(world: World, meet: Callable[[int, Action], None]) -> None:
    """Let something happen before each change of a route, which is given with its number."""
    perform, met = world.network.perform, 0

    def meeting(action: Action) -> None:
        nonlocal met
        if isinstance(action, CreateRoute | DeleteRoute):
            met += 1
            meet(met, action)
        perform(action)

    world.network.perform = meeting  # type: ignore[method-assign]  # the network of this test


def writes(world: World, pcx: ConnectionId) -> set[int]:
    return {owned.writes for owned in world.ledger.memory(pcx).owned}


@pytest.mark.parametrize("deaths", [1, 2, 3, 5])
def test_passes_that_died_before_they_wrote_are_no_fight(deaths: int) -> None:
    program, pcx = accepted()
    world = program.world

    def die(number: int, _: Action) -> None:
        if number <= deaths:
            raise DiedError

    before_each(world, die)
    program.changed(pcx)

    assert len(world.routes_to(pcx)) == 2
    assert world.bus.types == ["Peering Routed"]


def test_a_throttle_after_a_repair_does_not_take_its_count_back() -> None:
    program, pcx, ours, theirs = routed()
    world = program.world
    world.unroute(world.main_table(ours), "10.20.0.0/16")
    world.unroute(world.main_table(theirs), "10.10.0.0/16")

    def throttle(number: int, _: Action) -> None:
        if number == 2:
            raise ThrottledError

    before_each(world, throttle)
    program.sweep()

    assert len(world.routes_to(pcx)) == 2
    assert writes(world, pcx) == {2}


def full(number: int, action: Action) -> None:
    del number
    raise RefusedError("RouteLimitExceeded", f"{action} has no room")


def test_what_another_pass_wrote_meanwhile_is_ours_though_this_one_was_refused() -> None:
    program, pcx, ours, _ = routed()
    world = program.world
    new = world.table(ours)

    def overtake(number: int, action: Action) -> None:
        if number == 1:
            program.route(program.mention(pcx))
            full(number, action)

    before_each(world, overtake)
    program.changed(pcx)

    assert new in {owned.table_id for owned in world.ledger.memory(pcx).owned}
    assert len(world.routes_to(pcx)) == 3
    assert world.bus.types[1:] == ["Peering Routed", "Peering Routed"]


@pytest.mark.parametrize("closed", [False, True], ids=["looked at again", "closed meanwhile"])
def test_what_was_refused_is_not_ours_however_often_it_is_tried(
    closed: bool,  # noqa: FBT001 # a table's column
) -> None:
    program, pcx = accepted()
    world = program.world

    def refuse(number: int, action: Action) -> None:
        if closed:
            world.deny(action.scope)
            raise ScopeDeniedError(action.scope, "closed")
        full(number, action)

    before_each(world, refuse)
    for _ in range(4):
        program.changed(pcx)
        world.ec2.denied.clear()

    assert world.routes_to(pcx) == set()
    assert world.ledger.memory(pcx).owned == ()


def test_a_row_that_changes_hands_while_others_are_written_is_looked_at_again() -> None:
    world = World()
    ours, theirs = world.pair()
    tables = [world.table(ours) for _ in range(60)]
    program = Program(world, approving(rule()))
    pcx = world.request(ours, theirs)
    program.requested(pcx)
    world.delete(pcx)

    def pace(number: int, _: Action) -> None:
        world.clock.advance(seconds=0.5)
        if number == 30:
            world.route(tables[-1], "10.20.0.0/16", TO_TGW)

    before_each(world, pace)
    program.changed(pcx)

    assert world.routes_to(pcx) == set()
    assert Route(cidr("10.20.0.0/16"), TO_TGW) in world.ec2.tables[tables[-1]].routes
    assert world.bus.types[-1] == "Peering Cleaned"
    assert world.reporter.of("connection.left_to_sweep") == []


def test_changes_that_are_slower_than_a_look_holds_come_to_an_end() -> None:
    program, pcx, *_ = routed()
    world = program.world
    world.delete(pcx)
    before_each(world, lambda *_: world.clock.advance(minutes=1))

    program.changed(pcx)

    assert world.routes_to(pcx) == set()
    assert world.bus.types[-1] == "Peering Cleaned"
