"""What the ledger's table holds: modes kept apart, and a time to go for what may go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from peering.aws.ledger import DynamoLedger
from peering.core.approvals import Effect
from peering.core.blocks import cidr
from peering.core.memory import Announced, Basis, Decision, Memory, OwnedRoute
from peering.core.tables import RouteTableId
from peering.ports import Claim
from tests.contract.dynamo import TABLE, create_table
from tests.core.examples import NOW, PCX, REQUESTER, connection

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DECISION = Decision(Effect.ACCEPT, Basis.RULE, "open", NOW)
HELD = Announced("Peering Held", "0123456789abcdef")
FAILED = Announced("Peering Failed", "fedcba9876543210")
OWNED = OwnedRoute(REQUESTER.scope, REQUESTER.id, RouteTableId("rtb-1"), cidr("10.20.0.0/16"), NOW)


@pytest.fixture
def dynamodb() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client)
        yield client


def expiries(dynamodb: "DynamoDBClient") -> dict[str, int | None]:
    """Days from now until each fact goes; None for those that stay."""
    items = dynamodb.scan(TableName=TABLE)["Items"]
    return {
        item["fact"]["S"].partition("#")[0]: (
            round((int(item["expires_at"]["N"]) - NOW.timestamp()) / 86400)
            if "expires_at" in item
            else None
        )
        for item in items
    }


def test_observing_leaves_no_trace_for_applying(dynamodb: "DynamoDBClient") -> None:
    observed = DynamoLedger(lambda: dynamodb, TABLE, "observe")
    applied = DynamoLedger(lambda: dynamodb, TABLE, "apply")
    observed.record_decision(connection(), DECISION)
    observed.mark_announced(PCX, HELD, NOW)

    assert applied.recall(PCX) == Memory(PCX)
    assert applied.decisions([PCX]) == {}
    assert applied.claim(PCX, HELD, NOW, timedelta(seconds=30)) is Claim.TAKEN
    assert observed.recall(PCX).announced == {HELD}
    assert observed.decisions([PCX]) == {PCX: DECISION}


def test_facts_of_a_living_connection_stay_and_announcements_go_after_13_months(
    dynamodb: "DynamoDBClient",
) -> None:
    ledger = DynamoLedger(lambda: dynamodb, TABLE, "apply")
    ledger.record_decision(connection(), DECISION)
    ledger.record_ownership(PCX, [OWNED])
    ledger.mark_announced(PCX, HELD, NOW)
    ledger.record_unreachable(REQUESTER.scope, "no way in", NOW)

    assert expiries(dynamodb) == {
        "decision": None,
        "route": None,
        "announced": 396,
        "said": 396,
        "unreachable": 396,
    }


def test_facts_of_an_ended_connection_go_after_13_months(dynamodb: "DynamoDBClient") -> None:
    ledger = DynamoLedger(lambda: dynamodb, TABLE, "apply")
    ledger.record_decision(connection(), DECISION)
    ledger.record_ownership(PCX, [OWNED])

    ledger.let_expire(ledger.recall(PCX), NOW)

    assert expiries(dynamodb) == {"decision": 396, "route": 396}


def test_what_was_said_stays_in_the_log_when_its_state_is_over(
    dynamodb: "DynamoDBClient",
) -> None:
    ledger = DynamoLedger(lambda: dynamodb, TABLE, "apply")
    later = NOW + timedelta(hours=1)
    ledger.record_request(PCX, "arn:aws:iam::111122223333:user/alice", NOW)
    ledger.mark_announced(PCX, HELD, NOW)
    ledger.retire(PCX, [HELD])
    ledger.mark_announced(PCX, FAILED, later)
    ledger.mark_announced(PCX, HELD, later)

    chronicle = ledger.chronicle(PCX)

    assert [(said.at, said.type) for said in chronicle.said] == [
        (NOW, "Peering Held"),
        (later, "Peering Failed"),
        (later, "Peering Held"),
    ]
    assert chronicle.standing == {HELD: later, FAILED: later}
    assert chronicle.memory == ledger.recall(PCX)
    assert chronicle.requested_at == NOW


def test_what_an_earlier_version_announced_is_in_the_chronicle_too(
    dynamodb: "DynamoDBClient",
) -> None:
    ledger = DynamoLedger(lambda: dynamodb, TABLE, "apply")
    ledger.mark_announced(PCX, HELD, NOW)
    for item in dynamodb.scan(TableName=TABLE)["Items"]:
        if item["fact"]["S"].startswith("said#"):
            key = {"connection": item["connection"], "fact": item["fact"]}
            dynamodb.delete_item(TableName=TABLE, Key=key)

    assert [(said.at, said.type) for said in ledger.chronicle(PCX).said] == [(NOW, "Peering Held")]


def test_an_announcement_is_marked_and_logged_in_one_request(dynamodb: "DynamoDBClient") -> None:
    requests: list[str] = []
    dynamodb.meta.events.register(
        "before-call.dynamodb", lambda model, **_: requests.append(model.name)
    )

    DynamoLedger(lambda: dynamodb, TABLE, "apply").mark_announced(PCX, HELD, NOW)

    assert requests == ["TransactWriteItems"]


def test_a_memory_of_many_pages_is_recalled_whole(dynamodb: "DynamoDBClient") -> None:
    ledger = DynamoLedger(lambda: dynamodb, TABLE, "apply")
    routes = [
        replace(OWNED, destination=cidr(f"10.{number}.0.0/16"), chosen_by="x" * 20_000)
        for number in range(60)
    ]

    ledger.record_ownership(PCX, routes)

    assert set(ledger.recall(PCX).owned) == set(routes)
