"""The pipeline's execution role can make, change and delete what the hub's stack holds."""

import pytest

from tests.permissions.evaluator import missing
from tests.permissions.handlers import WITHHELD, asked_for, granted, made
from tests.stacks.templates import hub, read, resources, statements

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

KINDS = sorted(made(hub()))
MAY = statements(resources(read(".github/deploy-role.yaml"), "AWS::IAM::Role")["ExecutionRole"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_pipeline_may_do_what_cloudformation_has_to(kind: str) -> None:
    lacking = {action for action in asked_for(kind) if not granted(action, MAY)}
    assert lacking - set(WITHHELD) == set()


def test_what_is_withheld_is_asked_for_and_really_withheld() -> None:
    asked = set().union(*map(asked_for, KINDS))
    assert set(WITHHELD) <= asked
    assert [action for action in WITHHELD if granted(action, MAY)] == []
