"""survey: a VPC whose blocks changed brings up the connections that it touches."""

from datetime import timedelta

import pytest

from peering.core.model import Side
from peering.ports import Survey
from tests.core.examples import rule
from tests.usecases.before_us import EAST, ids, peered
from tests.usecases.program import Program, approving
from tests.world import World


def test_a_changed_vpc_brings_up_its_own_connections_only() -> None:
    world = World()
    ours, theirs = world.pair()
    elsewhere = world.vpc("10.30.0.0/16")
    active, pending = peered(world, ours, theirs), world.request(theirs, ours)
    peered(world, elsewhere, theirs)
    ended = peered(world, ours, world.vpc("10.40.0.0/16"))
    world.delete(ended, by=Side.REQUESTER)

    Program(world, approving(rule())).survey(Survey(EAST, ours.id, correlation_id="event-1"))

    assert ids(world.route_queue.queued) == [active]
    assert ids(world.accept_queue.queued) == [pending]
    mentions = [m for m, _ in (*world.route_queue.queued, *world.accept_queue.queued)]
    assert {mention.correlation_id for mention in mentions} == {"event-1"}
    assert world.survey_queue.queued == []


@pytest.mark.parametrize(
    ("attempt", "delay"), [(0, 5), (1, 10), (3, 40), (6, 300), (9, 300), (10, None)]
)
def test_a_block_that_is_still_being_associated_is_looked_at_again(
    attempt: int, delay: int | None
) -> None:
    world = World()
    ours, _ = world.pair()
    world.begin_associating(ours)

    Program(world, approving(rule())).survey(Survey(EAST, ours.id, attempt, "event-1"))

    again = Survey(EAST, ours.id, attempt + 1, "event-1")
    expected = [] if delay is None else [(again, timedelta(seconds=delay))]
    assert world.survey_queue.queued == expected


@pytest.mark.parametrize(("attempt", "left"), [(9, False), (10, True)])
def test_what_is_not_ready_after_the_last_attempt_is_left_to_the_sweep_with_a_word(
    attempt: int,
    left: bool,  # noqa: FBT001 # a table's column
) -> None:
    world = World()
    ours, _ = world.pair()
    world.begin_associating(ours)

    Program(world, approving(rule())).survey(Survey(EAST, ours.id, attempt, "event-1"))

    said = {
        "scope": str(EAST),
        "vpc": ours.id,
        "why": "a block is still being associated or disassociated",
        "attempt": 11,
    }
    assert world.reporter.of("scope.left_to_sweep") == ([said] if left else [])


def test_a_vpc_that_is_gone_asks_for_nothing() -> None:
    world = World()
    gone = world.pair()[0]
    del world.ec2.vpcs[gone.id]

    Program(world, approving(rule())).survey(Survey(EAST, gone.id))

    assert world.calls.writes == []
