"""`peerctl history` of a hub's real tables, on moto; the stack around them is left out."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

import peerctl.hub
from peerctl.cli import main
from peerctl.records import Records
from peering.aws.decisions import DynamoDecisions
from peering.aws.ledger import DynamoLedger
from peering.core.approvals import Approvals, Effect
from peering.core.blocks import cidr
from peering.core.judging import Undecided
from peering.core.memory import Announced, Basis, Decision, OwnedRoute
from peering.core.model import Side
from peering.core.rulings import ChangeStop, Ruling
from peering.core.shown import shown
from tests.contract.dynamo import TABLE, create_decisions, create_table
from tests.core.examples import GOVERNED, NOW, PCX, REQUESTER, connection, observed, table

ALICE = "arn:aws:iam::123456789012:user/alice"
BOB = "arn:aws:iam::111122223333:user/bob"
ENDS = "0123456789abcdef"
HELD = Announced("Peering Held", "1")
SHOWN = shown(observed(), Undecided(None, ()), ((), ()), BOB, Approvals(GOVERNED, ())).as_json()


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """The tables of a hub that the command finds."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client)
        create_decisions(client)
        ledger = DynamoLedger(lambda: client, TABLE, "apply")
        found = Records(ledger, DynamoDecisions(lambda: client, "decisions", "apply"), "apply")
        monkeypatch.setattr(peerctl.hub, "Hub", lambda _: SimpleNamespace(records=found))
        yield found


def told(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What the command prints."""
    assert main(["history", PCX, *options]) == 0
    return capsys.readouterr().out


def happened(printed: str) -> list[str]:
    """What happened, in the order in which it is told."""
    return [line.split("\t")[1] for line in printed.splitlines()]


def live(records: Records, decisions: DynamoDecisions) -> None:
    """A request that is held, approved by a person, accepted, stopped, routed and ended."""
    at = [NOW + timedelta(hours=hour) for hour in range(12)]
    ledger = records.ledger
    decisions.record_stop(ChangeStop(ALICE, at[0], "before its time"))
    decisions.record_resumption(
        ChangeStop(ALICE, at[0], "before its time"), ChangeStop(ALICE, at[1], "over")
    )
    ledger.record_request(PCX, BOB, at[2])
    ledger.mark_announced(PCX, HELD, at[3])
    decisions.record_ruling(PCX, Ruling(Effect.ACCEPT, ALICE, at[4], "ticket 12", ENDS), SHOWN)
    ledger.record_decision(connection(), Decision(Effect.ACCEPT, Basis.PERSON, ALICE, at[5]))
    ledger.mark_announced(PCX, Announced("Peering Accepted", "2"), at[5])
    stop = ChangeStop(ALICE, at[6], "an outage")
    decisions.record_stop(stop)
    ledger.mark_announced(PCX, Announced("Peering Frozen", "3"), at[7])
    decisions.record_resumption(stop, ChangeStop(ALICE, at[8], "it is over"))
    route = OwnedRoute(
        REQUESTER.scope, REQUESTER.id, table(Side.REQUESTER).id, cidr("10.20.0.0/16"), at[9]
    )
    ledger.record_ownership(PCX, [route])
    ledger.mark_announced(PCX, Announced("Peering Routed", "4"), at[9])
    ledger.retire(PCX, [Announced("Peering Frozen", "3"), HELD])
    ledger.mark_announced(PCX, Announced("Peering Cleaned", "5"), at[10])
    ledger.let_expire(ledger.recall(PCX), at[10])
    decisions.record_stop(ChangeStop(ALICE, at[11], "after its end"))


def test_everything_is_told_in_its_order(
    records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    live(records, records.decisions)

    printed = told(capsys)

    assert happened(printed) == [
        "requested",
        "announced",
        "approved",
        "decided to accept",
        "announced",
        "frozen",
        "announced",
        "unfrozen",
        "route written",
        "announced",
        "announced",
    ]
    assert f"2026-11-20T10:15:00+00:00\trequested\tby {BOB}" in printed
    assert f"\tapproved\tby {ALICE}: ticket 12\n" in printed
    assert f"\tfrozen\tby {ALICE}: an outage\n" in printed
    for superseded in ("Peering Held", "Peering Frozen"):
        assert f"\tannounced\t{superseded}\n" in printed
    assert "its time" not in printed
    assert "after its end" not in printed


def test_all_that_was_shown_is_told_when_asked_for(
    records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    live(records, records.decisions)

    plain, whole = told(capsys), told(capsys, "--shown")
    document = json.loads(told(capsys, "--shown", "-o", "json"))

    assert "requester: 111122223333/us-east-1 vpc-0aaaaaaaaaaaaaaaa 10.10.0.0/16" in whole
    assert f"requested by: {BOB}" in whole
    assert "vpc-0aaaaaaaaaaaaaaaa 10.10.0.0/16" not in plain
    (ruled,) = (event for event in document["history"] if event["what"] == "approved")
    assert ruled["shown"] == json.loads(json.dumps(SHOWN))


def test_a_stop_that_stood_when_it_began_is_told(
    records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    records.decisions.record_stop(ChangeStop(ALICE, NOW - timedelta(days=1), "an outage"))
    records.ledger.mark_announced(PCX, HELD, NOW)

    assert happened(told(capsys)) == ["frozen", "announced"]


def test_what_stood_before_us_is_adopted(
    records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    adopted = Decision(Effect.ACCEPT, Basis.ADOPTED, "data", NOW, ("requester: account 1",))
    records.ledger.record_decision(connection(), adopted)

    assert "\tadopted\trule data on the grounds: requester: account 1\n" in told(capsys)


def test_what_nobody_remembers_is_unknown(
    records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    records.decisions.record_stop(ChangeStop(ALICE, NOW, "an outage"))

    assert main(["history", PCX]) == 5
    assert f"knows nothing of {PCX}" in capsys.readouterr().err


def test_an_observing_hub_has_rulings_of_its_own(
    records: Records, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    live(records, records.decisions)
    client = records.ledger._client  # noqa: SLF001 # the same tables
    observing = replace(
        records,
        ledger=DynamoLedger(client, TABLE, "observe"),
        decisions=DynamoDecisions(client, "decisions", "observe"),
        mode="observe",
    )
    monkeypatch.setattr(peerctl.hub, "Hub", lambda _: SimpleNamespace(records=observing))

    assert main(["history", PCX]) == 5
    assert PCX in capsys.readouterr().err
