"""decide behind its URL: a status, a code and a sentence for whatever comes."""

import json
from typing import Any

import pytest

from tests.functions.deployed_hub import Hub
from tests.functions.test_batches import EAST, WEST
from tests.intake.test_orders import PCX, SEEN, event
from tests.localcloud.ec2_peers import Peers, end

NOT_OURS = "123456789012/us-east-1"


def sent(hub: Hub, **order: object) -> tuple[int, dict[str, Any]]:
    """What decide answers Bob."""
    answer = hub.invoke("decide", event(**order))
    assert answer["headers"]["content-type"] == "application/json"
    return answer["statusCode"], json.loads(answer["body"])


def requested(hub: Hub) -> str:
    """A request that no rule names."""
    pair = Peers(
        end(hub.ec2, "10.10.0.0/16", EAST.account_id, EAST.region),
        end(hub.ec2, "10.20.0.0/16", WEST.account_id, WEST.region),
    )
    return pair.request()


def test_a_request_is_shown_whole_then_approved_then_not_again(hub: Hub) -> None:
    pcx = requested(hub)
    status, seen = sent(hub, action="show", connection=pcx)
    assert (status, seen["decided"]) == (200, None)
    assert seen["shown"]["connection"]["requester"]["cidrs"] == ["10.10.0.0/16"]
    assert seen["shown"]["connection"]["accepter"]["cidrs"] == ["10.20.0.0/16"]
    hub.clear()

    order = {"action": "approve", "connection": pcx, "reason": "ticket 12"}
    status, done = sent(hub, **order, shown=seen["digest"])

    assert status == 200
    assert "ticket 12" in done["sentence"]
    (message,) = hub.taken("AcceptQueue")
    assert json.loads(message["Body"])["connection_id"] == pcx
    assert "ticket 12" not in message["Body"]
    status, again = sent(hub, **order, shown=seen["digest"])
    assert (status, again["code"]) == (409, "decided_already")


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        ({"action": "show", "connection": PCX}, 404, "unknown_connection"),
        (
            {"action": "show", "connection": PCX, "scope": NOT_OURS},
            424,
            "out_of_reach",
        ),
        ({"action": "unfreeze", "reason": "it is over"}, 409, "not_frozen"),
        ({"action": "approve", "connection": PCX, "shown": SEEN}, 400, "malformed"),
    ],
)
def test_a_refusal_has_a_status_a_code_and_a_sentence(
    hub: Hub, order: dict[str, object], status: int, code: str
) -> None:
    answered, said = sent(hub, **order)
    assert (answered, said["code"]) == (status, code)
    assert said["sentence"].endswith(".")
