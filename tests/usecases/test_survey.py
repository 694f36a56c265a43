"""survey: what is out of order in a scope is found, in bulk, and nothing else is touched."""

from datetime import timedelta

import pytest

from peering.core.model import ConnectionId
from peering.core.tables import RouteState, Target, TargetKind
from peering.errors import TryLaterError
from peering.ports import Mention, Survey
from tests.core.examples import rule
from tests.usecases.before_us import EAST, WEST, peered
from tests.usecases.program import Program, approving
from tests.world import ACCEPTER, HOME, World
from tests.world.ec2 import scope


def test_a_request_that_no_event_announced_is_found_by_its_accepter() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving(rule()))

    program.survey(Survey(EAST))
    assert world.accept_queue.queued == []
    program.survey(Survey(WEST, correlation_id="sweep-1"))

    expected = Mention(pcx, (WEST, EAST), correlation_id="sweep-1")
    assert world.accept_queue.queued == [(expected, timedelta())]
    assert world.route_queue.queued == []


def test_what_is_in_order_is_left_in_peace() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving(rule()))
    program.requested(pcx)
    world.calls.forget()

    program.survey(Survey(EAST))
    program.survey(Survey(WEST))

    assert (world.accept_queue.queued, world.route_queue.queued) == ([], [])
    assert world.calls.writes == []


def test_a_scope_costs_four_reads_however_many_connections_it_holds() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16")
    for number in range(20):
        theirs = world.vpc(f"10.{20 + number}.0.0/16", account=ACCEPTER)
        peered(world, ours, theirs)
    program = Program(world, approving(rule()))
    program.sweep()
    world.calls.forget()

    program.survey(Survey(EAST))

    verbs = sorted(call.verb for call in world.calls.made)
    assert verbs == ["connections", "decisions", "route_tables", "vpcs"]


def test_a_dead_route_to_a_connection_of_ours_is_cleaned_up() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    program = Program(world, approving(rule()))
    program.requested(pcx)
    world.delete(pcx)
    world.forget(pcx)

    program.survey(Survey(EAST, correlation_id="sweep-1"))

    expected = Mention(pcx, (EAST,), correlation_id="sweep-1")
    assert world.route_queue.queued == [(expected, timedelta())]


def test_a_dead_route_that_nobody_of_us_wrote_is_reported_and_never_touched() -> None:
    world = World()
    ours, _ = world.pair()
    table = world.main_table(ours)
    gone = ConnectionId("pcx-00000000000000bad")
    world.route(table, "10.99.0.0/16", Target(TargetKind.PEERING, gone))

    program = Program(world, approving(rule()))
    program.sweep()

    assert world.routes_to(gone) == {(table, "10.99.0.0/16")}
    (told,) = world.reporter.of("route.orphaned")
    assert told == {"scope": str(EAST), "connection_id": gone}
    states = {route.state for t in world.tables(ours) for route in t.leading_to(gone)}
    assert states == {RouteState.BLACKHOLE}
    assert world.bus.announcements == []


def test_a_scope_that_is_not_governed_is_not_even_looked_at() -> None:
    world = World()

    Program(world, approving(rule())).survey(Survey(scope("999900001111", HOME)))

    assert world.calls.made == []
    (told,) = world.reporter.of("scope.ignored")
    assert told == {"scope": f"999900001111/{HOME}", "why": "it is not governed"}


def test_a_scope_that_cannot_be_entered_is_one_fact_and_no_failure() -> None:
    world = World()
    for number in range(3):
        world.request(
            world.vpc(f"10.{30 + number}.0.0/16"), world.vpc("10.10.0.0/16", account=ACCEPTER)
        )
    world.deny(EAST, "no such role")

    Program(world, approving(rule())).survey(Survey(EAST))

    assert world.ledger.unreachable == {EAST: "no such role"}
    assert world.reporter.of("scope.denied") == [{"scope": str(EAST), "reason": "no such role"}]


def test_a_throttled_survey_comes_again_and_has_lost_nothing() -> None:
    world = World()
    pcx = peered(world, *world.pair())
    program = Program(world, approving(rule()))
    world.calls.fail(3, TryLaterError("RequestLimitExceeded"))

    with pytest.raises(TryLaterError):
        program.survey(Survey(EAST))
    assert world.calls.writes == []
    program.survey(Survey(EAST))

    assert world.bus.types == ["Peerings Adopted"]
    assert world.ledger.memory(pcx).decision is not None


def test_a_survey_for_which_there_is_no_time_is_left_to_the_next_invocation() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving(rule()), out_of_time=lambda: True)

    program.survey(Survey(WEST, correlation_id="sweep-1"))

    assert {call.port for call in world.calls.made} == {"queue"}
    assert world.survey_queue.queued == [(Survey(WEST, correlation_id="sweep-1"), timedelta())]
    program.out_of_time = lambda: False
    program.run()
    assert world.ec2.peerings[pcx].accepted_at is not None
