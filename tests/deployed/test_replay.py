"""docs/operations.md: replaying dead letters repeats nothing.

The local SQS has no StartMessageMoveTask, so what it does is done by hand.
"""

import json
from typing import TYPE_CHECKING

import pytest

from demo.places import DATA, EAST, HUB, SHARED, WEST
from demo.story import Theatre

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

pytestmark = pytest.mark.deployed


def test_dead_letters_go_back_to_their_function_and_nothing_is_done_twice(
    theatre: Theatre,
) -> None:
    network, sqs = theatre.network, theatre.cloud.client("sqs", HUB, EAST)
    asks = network.vpc(DATA, EAST, "10.20.176.0/20")
    asked = network.vpc(SHARED, WEST, "10.42.176.0/20", peering="open")
    pcx = network.request(asks, asked)
    theatre.message("Peering Routed", pcx)
    theatre.settle()
    routed, told = (network.routes(asks), network.routes(asked)), len(theatre.inbox.about(pcx))
    scopes = [{"account_id": DATA, "region": EAST}, {"account_id": SHARED, "region": WEST}]
    mention = {"kind": "mention", "version": 1, "connection_id": pcx, "scopes": scopes}
    body = json.dumps(mention | {"attempt": 0, "correlation_id": "replayed"})
    sqs.send_message(QueueUrl=theatre.hub["RouteDeadLettersUrl"], MessageBody=body)
    mark = theatre.cloud.mark()

    move(sqs, theatre.hub["RouteDeadLettersUrl"], theatre.hub["RouteQueueUrl"])
    theatre.settle()

    assert waiting(sqs, theatre.hub["RouteDeadLettersUrl"]) == "0"
    calls = theatre.cloud.calls(since=mark)
    assert any(call.role and call.role.endswith("vpc-peering-route") for call in calls)
    assert [call.action for call in calls if call.writes] == []
    assert (network.routes(asks), network.routes(asked)) == routed
    theatre.inbox.wait_for("anything", pcx, seconds=2)
    assert len(theatre.inbox.about(pcx)) == told


def move(sqs: "SQSClient", source: str, destination: str) -> None:
    """Send every message on, and delete it where it was."""
    while found := sqs.receive_message(QueueUrl=source).get("Messages"):
        for message in found:
            sqs.send_message(QueueUrl=destination, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])


def waiting(sqs: "SQSClient", url: str) -> str:
    """How many messages a queue holds."""
    held = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return held["Attributes"]["ApproximateNumberOfMessages"]
