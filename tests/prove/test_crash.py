"""A share of the second proof, and that it turns red when the program forgets its failures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

import pytest

from peering.errors import TryLaterError
from prove.crash import killed, refused
from prove.documented import documented
from prove.receiving import ReceivingProgram
from tests.world.calls import DiedError


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

    assert found.cases == 56
    assert found.violations == ()


def test_no_error_that_aws_documents_changes_the_end() -> None:
    found = refused("rejected")

    assert found.cases > 150
    assert found.violations == ()


@pytest.mark.parametrize("story", ["accepted", "rejected", "deleted"])
def test_what_fails_and_is_forgotten_is_seen(story: str) -> None:
    assert killed(story, Forgetful).violations


def test_every_port_has_its_own_errors() -> None:
    assert "RouteLimitExceeded" in documented("network", "CreateRoute")
    assert "RouteLimitExceeded" not in documented("network", "connection")
    assert "ThrottlingException" in documented("ledger", "claim")
