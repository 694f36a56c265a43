"""One bad message of a batch does not take the others with it."""

import json
from contextlib import suppress
from typing import Any

import pytest

from localcloud.ec2 import LocalEc2
from peering.aws.network import Ec2Network
from peering.core.model import AccountId, Connection, ConnectionId, Region, Scope
from peering.core.work import encode, encode_survey
from peering.errors import TryLaterError
from peering.ports import Mention, Survey
from tests.functions.deployed_hub import Context, Hub
from tests.intake.examples import EVENTS, body

EAST = Scope(AccountId("111122223333"), Region("us-east-1"))
WEST = Scope(AccountId("444455556666"), Region("eu-west-1"))


def batch(*said: str) -> Any:  # noqa: ANN401 # JSON
    """The messages with these bodies, each with its place in the batch as its id."""
    event = json.loads((EVENTS / "accept" / "put-back.json").read_text())
    (record,) = event["Records"]
    records = [{**record, "messageId": str(n), "body": one} for n, one in enumerate(said)]
    return {"Records": records}


def mention(number: int, scope: Scope) -> str:
    return encode(Mention(ConnectionId(f"pcx-{number:017x}"), (scope,)))


def exhaust(ec2: LocalEc2, scope: Scope) -> None:
    """Let somebody else use up what EC2 lets this account and Region ask for."""
    client = ec2.client(scope.account_id, scope.region)
    ec2.make(throttling=True)
    with suppress(client.exceptions.ClientError):
        for _ in range(10_000):
            client.describe_vpc_peering_connections()


def test_only_what_has_to_come_again_is_reported(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    look = Ec2Network.connection

    def faulty(network: Ec2Network, scope: Scope, about: ConnectionId) -> Connection | None:
        if scope == WEST:
            raise TryLaterError("InternalError")
        return look(network, scope, about)

    monkeypatch.setattr(Ec2Network, "connection", faulty)
    answer = hub.invoke(
        "accept",
        batch(mention(1, EAST), "neither this", mention(2, WEST), mention(3, EAST)),
    )

    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert [kept for kept, _ in hub.set_aside("accept")] == ["neither this"]
    assert hub.queued("AcceptQueue") == 2  # 1 and 3, which EC2 does not show yet


def test_what_ec2_throttles_is_put_back(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    exhaust(hub.ec2, WEST)
    try:
        answer = hub.invoke("route", batch(mention(1, EAST), mention(2, WEST)))
    finally:
        hub.ec2.make(throttling=False)

    assert answer == {"batchItemFailures": []}
    (_, throttled) = hub.of("connection.put_back")
    assert "RequestLimitExceeded" in str(throttled["why"])
    assert hub.queued("RouteQueue") == 2


def test_what_an_invocation_has_no_time_for_is_queued_anew_at_once(hub: Hub) -> None:
    hasty = Context(remaining=0)
    answer = hub.invoke("accept", batch(mention(1, EAST), mention(2, EAST)), hasty)

    assert answer == {"batchItemFailures": []}
    assert [json.loads(m["Body"])["attempt"] for m in hub.taken("AcceptQueue")] == [0, 0]


def test_a_scope_for_which_there_is_no_time_is_surveyed_by_the_next_invocation(hub: Hub) -> None:
    answer = hub.invoke("survey", batch(encode_survey(Survey(EAST))), Context(remaining=0))

    assert answer == {"batchItemFailures": []}
    assert hub.of("scope.surveyed") == []
    (kept,) = hub.taken("SurveyQueue")
    hub.invoke("survey", batch(kept["Body"]))
    (surveyed,) = hub.of("scope.surveyed")
    assert surveyed["scope"] == str(EAST)


def test_something_is_begun_however_short_an_invocation_is(hub: Hub) -> None:
    hub.invoke("survey", batch(encode_survey(Survey(EAST))), Context(remaining=5_000))

    assert len(hub.of("scope.surveyed")) == 1


def test_a_whole_batch_comes_again_while_the_ledger_cannot_be_read(hub: Hub) -> None:
    with hub.told("PEERING_LEDGER_TABLE", "gone"):
        answer = hub.invoke("route", batch(mention(1, EAST), body("route/reject")))

    failed = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert failed == ["0", "1"]
    assert hub.set_aside("route") == []


def test_each_line_of_the_log_leads_to_the_event_that_it_is_about(hub: Hub) -> None:
    created, foreign = body("accept/create-same-account"), body("foreign/other-source")
    here = created.replace("ap-northeast-1", "us-east-1")
    hub.invoke("accept", batch(here, foreign, "neither this"))

    (put_back,) = hub.of("connection.put_back")
    assert put_back["correlation_id"] == json.loads(created)["detail"]["eventID"]
    (ignored,), (set_aside,) = hub.of("event.ignored"), hub.of("event.set_aside")
    assert not ignored.get("correlation_id")
    assert not set_aside.get("correlation_id")


def test_a_function_that_is_told_too_little_says_what_it_lacks(hub: Hub) -> None:
    with (
        hub.told("PEERING_LEDGER_TABLE", ""),
        pytest.raises(ValueError, match="PEERING_LEDGER_TABLE"),
    ):
        hub.invoke("accept", batch(mention(1, EAST)))
