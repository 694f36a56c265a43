from functools import partial

from peering.core.approvals import Approvals
from peering.core.model import Scope
from peering.ports import Survey
from peering.sweep import Sweep
from tests.usecases.program import GOVERNED, approving
from tests.world import World
from tests.world.ec2 import scope


def surveyed(approvals: Approvals) -> tuple[World, list[Survey]]:
    world = World()
    Sweep(world.survey_queue, approvals, world.reporter)("sweep-1")
    return world, [survey for survey, _ in world.survey_queue.queued]


def test_every_governed_account_and_region_is_surveyed_once() -> None:
    world, surveys = surveyed(approving())

    assert {survey.scope for survey in surveys} == GOVERNED
    assert len(surveys) == len(GOVERNED)
    assert {survey.vpc_id for survey in surveys} == {None}
    assert world.reporter.of("sweep.queued") == [{"scopes": len(GOVERNED)}]


def test_the_sweep_can_be_followed_through_every_survey() -> None:
    _, surveys = surveyed(approving())
    assert {survey.correlation_id for survey in surveys} == {"sweep-1"}


def test_thousands_of_scopes_cost_ec2_and_the_ledger_nothing() -> None:
    region = partial(scope, region="us-east-1")
    many: frozenset[Scope] = frozenset(region(f"{n:012d}") for n in range(3_000))

    world, surveys = surveyed(Approvals(many, ()))

    assert len(surveys) == 3_000
    assert {call.port for call in world.calls.made} == {"queue"}
