"""What only the deployed stacks can show: rules, queues, roles and policies in their places."""

import json
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from demo.places import DATA, EAST, HUB, SHARED, WEST
from demo.stories import STORIES, Told
from demo.story import Theatre

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

pytestmark = pytest.mark.deployed

_FORGED = {
    "connection": {
        "id": "pcx-0123456789abcdef0",
        "status": "active",
        "requester": None,
        "accepter": None,
    },
    "decided_by": "nobody",
    "grounds": [],
    "mode": "apply",
    "version": "1",
    "correlation_id": "forged",
}


def set_aside(theatre: Theatre, queue: str) -> "MessageTypeDef":
    """Wait for a message in that function's dead-letter queue, and take it."""
    sqs: SQSClient = theatre.cloud.client("sqs", HUB, EAST)
    url = theatre.hub[f"{queue}DeadLettersUrl"]
    for _ in range(30):
        got = sqs.receive_message(
            QueueUrl=url, MessageAttributeNames=["All"], WaitTimeSeconds=1
        ).get("Messages", [])
        if got:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=got[0]["ReceiptHandle"])
            return got[0]
    pytest.fail(f"nothing is in {url}")


def test_the_six_stories_go_as_the_demo_tells_them(theatre: Theatre) -> None:
    told: Told = []
    for play in STORIES:
        told.append(play(theatre, told))

    assert [story.status for story in told] == [
        "active",
        "pending-acceptance",
        "rejected",
        "active",
        "deleted",
        "active",
    ]


def test_under_hold_a_conflict_holds_the_request(theatre: Theatre) -> None:
    network = theatre.network
    requester = network.vpc(DATA, EAST, "10.23.0.0/16")
    accepter = network.vpc(SHARED, WEST, "10.40.128.0/17", peering="open")
    network.transit_route(requester, "10.40.128.0/17")

    pcx = network.request(requester, accepter)

    held = theatre.message("Peering Held", pcx)
    assert "already leads to tgw-" in str(held.body["reasons"])
    assert network.status(pcx, requester) == "pending-acceptance"
    assert held.attributes["type"] == "Peering Held"


@pytest.mark.parametrize("detail_type", ["Peering Accepted", "Peering Routed"])
def test_a_member_cannot_forge_an_announcement(theatre: Theatre, detail_type: str) -> None:
    events = theatre.cloud.client("events", DATA, EAST)
    entry = {
        "Source": "vpc-peering-autopilot",
        "DetailType": detail_type,
        "Detail": json.dumps(_FORGED),
    }
    mark = theatre.cloud.mark()

    with pytest.raises(ClientError, match="AccessDenied"):
        events.put_events(Entries=[entry | {"EventBusName": theatre.hub["BusArn"]}])
    events.put_events(Entries=[entry])  # on its own bus, where no rule forwards it
    theatre.settle()

    assert theatre.inbox.wait_for(detail_type, "pcx-0123456789abcdef0", seconds=2) is None
    calls = theatre.cloud.calls(since=mark)
    assert [call for call in calls if "pcx-0123456789abcdef0" in call.resources] == []


def test_what_cannot_be_understood_is_kept_with_the_reason(theatre: Theatre) -> None:
    sqs: SQSClient = theatre.cloud.client("sqs", HUB, EAST)

    sqs.send_message(QueueUrl=theatre.hub["AcceptQueueUrl"], MessageBody='{"detail": 7}')

    kept = set_aside(theatre, "Accept")
    assert kept["Body"] == '{"detail": 7}'
    assert "$" in kept["MessageAttributes"]["reason"]["StringValue"]
