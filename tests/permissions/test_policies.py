"""Both templates' policies allow what is asked for and no more, as a real IAM evaluator decides.

Every function lives through everything that makes it call something, and what Lambda, EventBridge,
CloudWatch and SNS do is read from the templates. `python -m tests.permissions` shows that these
tests notice every permission that is added or taken away.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from peering.aws.sessions import READ_ONLY
from tests.permissions.changes import additions, removals
from tests.permissions.evaluator import Evaluator, evaluator, missing
from tests.permissions.exceptions import DOUBLED, UNSEEN, explained
from tests.permissions.policies import TERMS
from tests.permissions.proof import Calls, Proof
from tests.permissions.recorded import recorded
from tests.stacks.templates import FUNCTIONS, hub, member, read

PIPELINE = ".github/deploy-role.yaml"
pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    return recorded(tmp_path_factory.mktemp("approvals"))


@pytest.fixture(scope="module")
def iam() -> Iterator[Evaluator]:
    with evaluator() as simulating:
        yield simulating


@pytest.fixture(scope="module", params=TERMS, ids=str)
def proof(request: pytest.FixtureRequest, calls: Calls, iam: Evaluator) -> Proof:
    return Proof(hub(), member(), calls, iam, request.param)


def test_everything_that_is_asked_for_is_allowed(proof: Proof) -> None:
    assert proof.denied() == []


def test_the_pipelines_boundary_lets_through_what_is_asked_for(proof: Proof) -> None:
    bounded = replace(proof, pipeline=read(PIPELINE))
    assert bounded.denied() == []


def test_an_action_that_the_pipelines_boundary_forgets_is_noticed(
    calls: Calls, iam: Evaluator
) -> None:
    bounded = Proof(hub(), member(), calls, iam, pipeline=read(PIPELINE))
    forgotten = [change for change in removals(bounded.pipeline) if change.resource == "Boundary"]
    assert len(forgotten) > len(FUNCTIONS)
    unnoticed = [
        change.what
        for change in forgotten
        if not replace(bounded, pipeline=change.template).denies(change, bounded.needed)
    ]
    assert unnoticed == []


def test_everything_forbidden_is_refused(proof: Proof) -> None:
    assert proof.let_through() == []


def test_everything_that_is_granted_is_needed(proof: Proof) -> None:
    unused = proof.unused()
    assert [what for what in unused if not explained(what)] == []
    assert set(UNSEEN) <= set(unused)


def test_a_permission_that_nothing_needs_is_noticed_in_whatever_role(
    calls: Calls, iam: Evaluator
) -> None:
    """`make permissions` tries it in every statement."""
    changes = list(Proof(hub(), member(), calls, iam).changed(additions))
    one_a_role = {change.resource: (change, changed) for change, changed in changes}
    assert set(one_a_role) >= {f"{name.capitalize()}Role" for name in FUNCTIONS}
    for change, changed in one_a_role.values():
        unused = [what for what in changed.unused(change.resource) if not explained(what)]
        assert unused, change.what


def test_without_any_one_guard_something_forbidden_would_be_allowed(proof: Proof) -> None:
    unnoticed = proof.unnoticed()
    assert [what for what in unnoticed if not explained(what)] == []
    assert set(DOUBLED) <= set(unnoticed)


def test_every_function_and_every_role_in_members_was_seen_at_work(proof: Proof) -> None:
    assert set(proof.calls) == set(FUNCTIONS)
    at_work = {ask.who for ask in proof.needed}
    assert set(proof.policies.functions) <= at_work
    assert {
        f"arn:aws:iam::444455556666:role/vpc-peering-{n}" for n in ("accept", "route")
    } <= at_work


@pytest.mark.parametrize("name", ["accept", "survey", "decide"])
def test_a_function_that_looks_at_what_it_does_not_write_to_looks_in_sessions_that_may_only_look(
    calls: Calls, name: str
) -> None:
    of_ec2 = [call for call in calls[name] if call.action.startswith("ec2:")]
    looks = [call for call in of_ec2 if call.action.startswith("ec2:Describe")]
    assert looks
    assert {call.session.policy if call.session else None for call in looks} == {READ_ONLY}
    acts = [call for call in of_ec2 if call not in looks]
    narrowed = {call.session.policy if call.session else "" for call in acts}
    assert narrowed == ({None} if name == "accept" else set())


@pytest.mark.parametrize("statement", ["AcceptRequestsOfAllowedVpcs", "AcceptIntoOurVpcs"])
def test_accepting_needs_both_of_its_statements(proof: Proof, statement: str) -> None:
    """IAM is asked about the connection and about the VPC, and either refusal is enough."""
    (without,) = [
        change
        for change in removals(member())
        if change.what.startswith(f"AcceptRole {statement}:")
    ]
    denied = replace(proof, member=without.template).denied()
    assert denied
    assert all("ec2:AcceptVpcPeeringConnection" in ask for ask in denied)
