"""What alarms and dashboard count: how long things take, what waits, what is in the way."""

from datetime import timedelta

from peering.core.approvals import OnConflict
from peering.core.tables import Target, TargetKind
from peering.ports import Survey
from tests.core.examples import rule
from tests.usecases.before_us import WEST, peered
from tests.usecases.program import Program, approving
from tests.world.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
HALF_A_DAY = timedelta(hours=12).total_seconds()


def test_the_time_to_decide_counts_from_the_request() -> None:
    world = World()
    pcx = world.request(*world.pair())
    world.clock.advance(seconds=90)

    Program(world, approving(rule())).requested(pcx)

    (decided,) = world.reporter.of("connection.decided")
    assert decided["seconds"] == 90


def test_the_time_that_people_took_is_not_ours() -> None:
    world = World()
    pcx = world.request(*world.pair())
    Program(world, approving()).requested(pcx)
    world.clock.advance(seconds=HALF_A_DAY)

    Program(world, approving(rule())).requested(pcx)

    (decided,) = world.reporter.of("connection.decided")
    assert decided["seconds"] is None


def test_the_time_to_route_counts_from_the_decision_and_is_told_once() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving(rule()))
    program.accept(program.mention(pcx))
    world.clock.advance(seconds=40)

    program.run()
    world.clock.advance(seconds=HALF_A_DAY)
    program.changed(pcx)

    (told,) = world.reporter.of("connection.routed")
    assert told == {"connection_id": pcx, "seconds": 40}


def test_a_connection_that_is_mended_was_not_just_routed() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    program = Program(world, approving(rule()))
    program.requested(pcx)
    world.route(world.main_table(ours), "10.20.0.0/16", TO_TGW)
    program.changed(pcx)
    world.unroute(world.main_table(ours), "10.20.0.0/16")
    world.clock.advance(seconds=HALF_A_DAY)

    program.changed(pcx)

    assert world.bus.types[-1] == "Peering Routed"
    assert len(world.reporter.of("connection.routed")) == 1


def test_nobody_waited_for_what_was_adopted() -> None:
    world = World()
    pcx = peered(world, *world.pair())

    Program(world, approving(rule())).changed(pcx)

    assert world.bus.types == ["Peering Routed"]
    assert world.reporter.of("connection.routed") == []


def test_a_conflict_is_counted_at_every_look_for_as_long_as_it_stands() -> None:
    """The sweep has it looked at from each side: the tag of either may have become untrue."""
    world = World()
    ours, theirs = world.pair()
    world.route(world.main_table(ours), "10.20.0.0/16", TO_TGW)
    pcx = world.request(ours, theirs)
    program = Program(world, approving(rule(on_conflict=OnConflict.ROUTE_REST)))
    program.requested(pcx)

    program.sweep()

    assert len(world.reporter.of("connection.conflicted")) == 1 + 2
    assert world.bus.types.count("Peering Route Conflict") == 1


def test_a_request_is_counted_as_waiting_after_a_day() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving())

    program.survey(Survey(WEST))
    assert world.reporter.of("request.waiting") == []
    world.clock.advance(seconds=2 * HALF_A_DAY + 1)
    program.survey(Survey(WEST))

    (waiting,) = world.reporter.of("request.waiting")
    assert waiting["connection_id"] == pcx


def test_observing_measures_nothing() -> None:
    world = World()
    pcx = world.request(*world.pair())

    Program(world, approving(rule()), mode="observe").requested(pcx)

    assert [told["seconds"] for told in world.reporter.of("connection.decided")] == [None]
