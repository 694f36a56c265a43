"""What every `DecisionsBook` promises: run against the fake, and against DynamoDB on moto."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from peering.aws.decisions import DynamoDecisions
from peering.core.approvals import Effect
from peering.core.rulings import ChangeStop, Orders, Ruling
from peering.ports import DecisionsBook
from tests.contract.dynamo import create_decisions
from tests.core.examples import NOW, OTHER_PCX, PCX
from tests.world import Calls
from tests.world.decisions import FakeDecisions

ALICE = "arn:aws:iam::444455556666:user/alice"
APPROVED = Ruling(Effect.ACCEPT, ALICE, NOW, "ticket 12", "some ends")
STOP = ChangeStop(ALICE, NOW, "an outage")
LIFTED = ChangeStop(ALICE, NOW + timedelta(hours=1), "it is over")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(params=["fake", "dynamodb"])
def book(request: pytest.FixtureRequest) -> Iterator[DecisionsBook]:
    if request.param == "fake":
        yield FakeDecisions(Calls())
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_decisions(client)
        yield DynamoDecisions(lambda: client, "decisions", "apply")


def test_nobody_has_decided_anything_at_first(book: DecisionsBook) -> None:
    assert book.about(PCX) == Orders()
    assert book.stop() is None


def test_a_ruling_is_found_by_its_connection(book: DecisionsBook) -> None:
    assert book.record_ruling(PCX, APPROVED, {"cidrs": ["10.0.0.0/16"]})

    assert book.about(PCX) == Orders(APPROVED)
    assert book.about(OTHER_PCX) == Orders()


def test_the_same_ends_are_decided_about_once(book: DecisionsBook) -> None:
    book.record_ruling(PCX, APPROVED, {})

    assert not book.record_ruling(PCX, replace(APPROVED, effect=Effect.REJECT, at=LATER), {})
    assert book.about(PCX).ruling == APPROVED


def test_other_ends_may_be_decided_about_anew(book: DecisionsBook) -> None:
    book.record_ruling(PCX, APPROVED, {})
    anew = replace(APPROVED, ends="other ends", at=LATER)

    assert book.record_ruling(PCX, anew, {})
    assert book.about(PCX).ruling == anew


def test_a_change_stop_bears_on_every_connection_until_it_is_lifted(book: DecisionsBook) -> None:
    assert book.record_stop(STOP)
    assert book.stop() == STOP
    assert book.about(PCX) == Orders(stop=STOP)

    assert book.record_resumption(STOP, LIFTED)
    assert book.stop() is None


def test_changes_are_stopped_once_and_resumed_once(book: DecisionsBook) -> None:
    book.record_stop(STOP)
    assert not book.record_stop(replace(STOP, at=LATER))
    assert book.stop() == STOP

    assert not book.record_resumption(replace(STOP, at=LATER), LIFTED)
    assert book.record_resumption(STOP, LIFTED)
    assert not book.record_resumption(STOP, LIFTED)
