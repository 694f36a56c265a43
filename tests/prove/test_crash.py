"""A share of the second proof, and that it turns red when the program forgets its failures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import override

import pytest

from peering import announce
from peering.core.actions import AllowDnsResolution
from peering.core.model import Side
from peering.errors import (
    LookAgainError,
    RefusedError,
    ScopeDeniedError,
    ThrottledError,
    TryLaterError,
)
from peering.notify import Notify
from peering.ports import Claim
from prove.answers import answer_with
from prove.crash import interleaved, killed, refused
from prove.deaths import DyingCalls, deaths
from prove.documented import STS, documented
from prove.receiving import ReceivingProgram
from prove.stories import calmly, played
from tests.core import examples
from tests.world.calls import Calls, DiedError
from tests.world.ledger import FakeLedger


@dataclass(slots=True)
class Forgetful(ReceivingProgram):
    """A program whose queues deliver nothing again."""

    @override
    def deliver(self, deliver: Callable[[], None]) -> None:
        try:
            deliver()
        except (DiedError, TryLaterError):
            return


def test_a_death_at_any_call_changes_nothing() -> None:
    found = killed("deleted")

    assert found.cases > 100
    assert found.violations == ()


def test_another_pass_in_the_midst_of_one_changes_nothing() -> None:
    found = interleaved("narrowed")

    assert found.cases > 30
    assert found.violations == ()


def test_no_error_that_aws_documents_changes_the_end() -> None:
    found = refused("rejected")

    assert found.cases > 150
    assert found.violations == ()


@pytest.mark.parametrize("story", ["accepted", "rejected", "deleted"])
def test_what_fails_and_is_forgotten_is_seen(story: str) -> None:
    assert killed(story, Forgetful).violations


def test_what_is_announced_by_both_of_two_passes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeLedger, "claim", lambda *_: Claim.TAKEN)

    assert any("said again" in line for line in interleaved("accepted").violations)


def test_what_is_said_again_without_a_death_before_its_mark_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forget(self: FakeLedger, about: str, *_: object) -> None:
        with self._calls.noted("ledger", "mark_announced", about, writes=True):
            return

    monkeypatch.setattr(FakeLedger, "mark_announced", forget)
    monkeypatch.setattr(announce, "_LEASE", timedelta())

    found = killed("rejected").violations
    assert any(" after " in line and "mark_announced): said again" in line for line in found)


def test_what_is_told_to_nobody_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Notify, "__call__", lambda *_: None)

    assert any("nobody was told" in line for line in killed("rejected").violations)


def test_a_fault_may_strike_at_one_call_again_and_at_a_second_one() -> None:
    made = played("deleted", Calls(), calmly).world.calls.made
    tried = list(deaths(tuple(made)))

    assert {death.times for death in tried} == {1, 3}
    assert sum(death.again_after is not None for death in tried) == 2 * len(made)
    calls = DyingCalls()
    thrice = next(death for death in tried if death.times > 1)
    played("deleted", calls, lambda calls, _: setattr(calls, "death", thrice))
    assert len(calls.struck) == 3


def test_sts_closes_a_scope_through_the_border() -> None:
    scope = examples.REQUESTER_SCOPE
    for code, error in (
        ("AccessDenied", ScopeDeniedError),
        ("RegionDisabledException", ScopeDeniedError),
        ("ExpiredTokenException", TryLaterError),
        ("ThrottlingException", ThrottledError),
    ):
        assert f"{STS}{code}" in documented("network", "connection")
        with pytest.raises(error):
            answer_with(f"{STS}{code}", "network", scope)


def test_a_border_hears_what_ec2_says_beside_its_code() -> None:
    allow = AllowDnsResolution(examples.REQUESTER_SCOPE, examples.PCX, (Side.REQUESTER,))
    inactive = next(
        told for told in documented("network", "AllowDnsResolution") if "not active" in told
    )

    with pytest.raises(LookAgainError):
        answer_with(inactive, "network", allow)
    with pytest.raises(RefusedError):
        answer_with("OperationNotPermitted", "network", allow)


def test_every_port_has_its_own_errors() -> None:
    assert "RouteLimitExceeded" in documented("network", "CreateRoute")
    assert "RouteLimitExceeded" not in documented("network", "connection")
    assert "ThrottlingException" in documented("ledger", "claim")
