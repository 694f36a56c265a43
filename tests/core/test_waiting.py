"""How long a request has waited, and which reminder is due, to the second."""

from datetime import timedelta

import pytest

from peering.core.drafts import Drafts
from peering.core.messages import text
from peering.core.model import Connection, Status
from peering.core.waiting import Waiting, days_left, reminder_due, unannounced, waits_too_long
from tests.core.examples import NOW, approvals, connection

SECOND = timedelta(seconds=1)


def ending_in(left: timedelta) -> Connection:
    return connection(Status.PENDING_ACCEPTANCE, expires_at=NOW + left)


@pytest.mark.parametrize(
    ("left", "days", "due"),
    [
        (timedelta(days=2) + SECOND, 2, None),
        (timedelta(days=2), 2, 2),
        (timedelta(days=1) + SECOND, 1, 2),
        (timedelta(days=1), 1, 1),
        (SECOND, 0, 1),
        (timedelta(), 0, None),
        (-timedelta(days=1), 0, None),
    ],
)
def test_a_reminder_is_due_two_days_and_one_day_before_the_end(
    left: timedelta, days: int, due: int | None
) -> None:
    assert days_left(ending_in(left), NOW) == days
    assert reminder_due(ending_in(left), NOW) == due


def test_nothing_is_due_of_a_request_without_an_end() -> None:
    endless = connection(Status.PENDING_ACCEPTANCE, expires_at=None)

    assert days_left(endless, NOW) is None
    assert reminder_due(endless, NOW) is None
    assert not waits_too_long(endless, NOW)


def test_a_request_waits_too_long_after_its_first_day() -> None:
    six_days = timedelta(days=6)

    assert not waits_too_long(ending_in(six_days), NOW)
    assert waits_too_long(ending_in(six_days - SECOND), NOW)
    assert not waits_too_long(connection(expires_at=NOW), NOW)


def test_a_request_is_unannounced_once_its_record_ought_to_be_here() -> None:
    made = timedelta(days=7) - timedelta(minutes=5)

    assert not unannounced(ending_in(made), None, NOW)
    assert unannounced(ending_in(made - SECOND), None, NOW)
    assert not unannounced(ending_in(made - SECOND), "arn:aws:iam::111122223333:user/a", NOW)
    assert not unannounced(connection(expires_at=NOW), None, NOW)


@pytest.mark.usefixtures("in_tokyo")
def test_the_end_is_told_in_utc_wherever_that_is_said() -> None:
    waiting = Waiting(ending_in(timedelta(days=3)), (), (), None, NOW)

    assert "2026-11-23 08:15 UTC" in text(Drafts(approvals(), "apply", "").held(waiting))
