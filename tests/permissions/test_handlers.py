"""The pipeline's execution role can make, change and delete what the hub's stack holds."""

import pytest

from tests.permissions.evaluator import missing
from tests.permissions.handlers import WITHHELD, asked_for, granted, made
from tests.stacks.templates import Statement, hub, read, resources, statements

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(scope="module")
def asked() -> dict[str, set[str]]:
    """What CloudFormation has to do for each type that the hub's stack holds."""
    return {kind: asked_for(kind) for kind in made(hub())}


@pytest.fixture(scope="module")
def may() -> list[Statement]:
    """What the execution role is allowed."""
    return statements(
        resources(read(".github/deploy-role.yaml"), "AWS::IAM::Role")["ExecutionRole"]
    )


def test_the_pipeline_may_do_what_cloudformation_has_to(
    asked: dict[str, set[str]], may: list[Statement]
) -> None:
    assert {"AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::KMS::Key"} <= set(asked)
    lacking = {
        kind: {action for action in actions if not granted(action, may)} - set(WITHHELD)
        for kind, actions in asked.items()
    }
    assert {kind: actions for kind, actions in lacking.items() if actions} == {}


def test_what_is_withheld_is_asked_for_and_really_withheld(
    asked: dict[str, set[str]], may: list[Statement]
) -> None:
    assert set(WITHHELD) <= set().union(*asked.values())
    assert [action for action in WITHHELD if granted(action, may)] == []
