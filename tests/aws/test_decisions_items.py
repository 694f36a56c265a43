"""What the table of decisions keeps for good: every ruling and every change stop."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from peering.aws.decisions import DynamoDecisions
from peering.core.approvals import Effect
from peering.core.rulings import ChangeStop, Ruling
from tests.contract.dynamo import create_decisions
from tests.core.examples import NOW, OTHER_PCX, PCX

ALICE = "arn:aws:iam::444455556666:user/alice"
APPROVED = Ruling(Effect.ACCEPT, ALICE, NOW, "ticket 12", "some ends")
STOP = ChangeStop(ALICE, NOW, "an outage")
LATER = NOW + timedelta(hours=1)
LIFTED = ChangeStop(ALICE, LATER, "it is over")


@pytest.fixture
def decisions() -> Iterator[DynamoDecisions]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_decisions(client)
        yield DynamoDecisions(lambda: client, "decisions", "apply")


def test_a_ruling_that_was_overtaken_stays_with_what_was_shown(decisions: DynamoDecisions) -> None:
    anew = replace(APPROVED, effect=Effect.REJECT, ends="other ends", at=LATER)
    decisions.record_ruling(PCX, APPROVED, {"cidrs": ["10.0.0.0/16"]})
    decisions.record_ruling(PCX, anew, {"cidrs": ["10.1.0.0/16"]})
    decisions.record_ruling(OTHER_PCX, APPROVED, {})

    assert decisions.rulings(PCX) == (
        (APPROVED, {"cidrs": ["10.0.0.0/16"]}),
        (anew, {"cidrs": ["10.1.0.0/16"]}),
    )


def test_a_change_stop_stays_when_it_is_lifted(decisions: DynamoDecisions) -> None:
    decisions.record_stop(STOP)
    decisions.record_resumption(STOP, LIFTED)

    assert decisions.stops() == ((STOP, True), (LIFTED, False))
