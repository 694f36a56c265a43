"""Bus, queues and topic: what goes in comes out, in the words that the other end reads."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from peering.aws.bus import EventBus
from peering.aws.queues import ConnectionQueue, DeadLetters, ScopeQueue
from peering.aws.topic import SnsTopic
from peering.core.announcements import PeeringHeld
from peering.core.announcing import SOURCE
from peering.core.contents import ConnectionSummary
from peering.core.model import ConnectionId, Scope
from peering.core.work import encode, encode_survey
from peering.errors import TryLaterError
from peering.ports import Mention, Message, Survey
from tests.core.examples import ACCEPTER_SCOPE, REQUESTER_SCOPE

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

REGION = "us-east-1"
HELD = PeeringHeld(
    connection=ConnectionSummary("pcx-0123456789abcdef0", "pending-acceptance", None, None),
    reasons=("no rule matches",),
    expires_at=None,
    left_to_do=(),
    correlation_id="97a89bd9-956c-4ff8-9438-b1dcfc0d7d62",
)


@pytest.fixture
def sqs() -> Iterator["SQSClient"]:
    with mock_aws():
        yield boto3.client("sqs", region_name=REGION)


@pytest.fixture
def url(sqs: "SQSClient") -> str:
    return sqs.create_queue(QueueName="work")["QueueUrl"]


def received(sqs: "SQSClient", url: str) -> list[str]:
    bodies: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies.extend(message["Body"] for message in messages)
    return bodies


def waiting(sqs: "SQSClient", url: str) -> int:
    answer = sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessagesDelayed"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessagesDelayed"])


def queue_arn(sqs: "SQSClient", url: str) -> str:
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]


def test_every_mention_is_queued_however_many(sqs: "SQSClient", url: str) -> None:
    mentions = [
        Mention(ConnectionId(f"pcx-{number:017x}"), (ACCEPTER_SCOPE, REQUESTER_SCOPE), 1, "c")
        for number in range(23)
    ]

    ConnectionQueue(lambda: sqs, url).send(mentions)

    assert sorted(received(sqs, url)) == sorted(map(encode, mentions))


def test_every_survey_is_queued(sqs: "SQSClient", url: str) -> None:
    scopes = [Scope(ACCEPTER_SCOPE.account_id, REQUESTER_SCOPE.region), REQUESTER_SCOPE]
    surveys = [Survey(scope) for scope in scopes]

    ScopeQueue(lambda: sqs, url).send(surveys)

    assert sorted(received(sqs, url)) == sorted(map(encode_survey, surveys))


def test_nothing_to_queue_is_fine(sqs: "SQSClient", url: str) -> None:
    ConnectionQueue(lambda: sqs, url).send([])

    assert received(sqs, url) == []


@pytest.mark.parametrize("delay", [timedelta(seconds=300), timedelta(hours=2)])
def test_put_back_work_waits_and_never_longer_than_sqs_lets_it(
    sqs: "SQSClient", url: str, delay: timedelta
) -> None:
    mention = Mention(ConnectionId("pcx-0123456789abcdef0"), (ACCEPTER_SCOPE,))

    ConnectionQueue(lambda: sqs, url).send([mention], delay)

    assert received(sqs, url) == []
    assert waiting(sqs, url) == 1


def test_a_queue_that_can_not_be_reached_is_tried_later(sqs: "SQSClient", url: str) -> None:
    sqs.delete_queue(QueueUrl=url)

    with pytest.raises(TryLaterError):
        ScopeQueue(lambda: sqs, url).send([Survey(REQUESTER_SCOPE)])


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("no detail", "no detail"),
        ("line\x00one\ntwo", "line one two"),
        ("", "-"),
        ("x" * 5000, "x" * 1024),
    ],
)
def test_what_is_set_aside_is_kept_as_it_came_with_the_reason(
    sqs: "SQSClient", url: str, reason: str, kept: str
) -> None:
    DeadLetters(lambda: sqs, url).set_aside('{"not": "ours"', reason)

    (message,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["reason"])["Messages"]
    assert message["Body"] == '{"not": "ours"'
    assert message["MessageAttributes"]["reason"]["StringValue"] == kept


def test_an_announcement_reaches_the_bus_under_its_type(sqs: "SQSClient", url: str) -> None:
    events = boto3.client("events", region_name=REGION)
    events.create_event_bus(Name="peering")
    pattern = json.dumps({"source": [SOURCE], "detail-type": ["Peering Held"]})
    events.put_rule(Name="held", EventBusName="peering", EventPattern=pattern)
    events.put_targets(
        Rule="held",
        EventBusName="peering",
        Targets=[{"Id": "queue", "Arn": queue_arn(sqs, url)}],
    )

    EventBus(lambda: events, "peering").put(HELD)

    (body,) = received(sqs, url)
    detail = json.loads(body)["detail"]
    assert detail["connection"]["id"] == "pcx-0123456789abcdef0"
    assert detail["reasons"] == ["no rule matches"]
    assert detail["correlation_id"] == "97a89bd9-956c-4ff8-9438-b1dcfc0d7d62"
    assert (detail["version"], detail["mode"]) == ("1", "apply")


def test_a_message_has_a_body_for_its_protocol_and_attributes_to_filter_by(
    sqs: "SQSClient",
) -> None:
    sns = boto3.client("sns", region_name=REGION)
    arn = sns.create_topic(Name="peering")["TopicArn"]
    for name, kind in (("held", "Peering Held"), ("routed", "Peering Routed")):
        sns.subscribe(
            TopicArn=arn,
            Protocol="sqs",
            Endpoint=queue_arn(sqs, sqs.create_queue(QueueName=name)["QueueUrl"]),
            Attributes={"FilterPolicy": json.dumps({"type": [kind]})},
        )
    bodies = {"default": '{"type": "Peering Held"}', "sqs": "for a queue", "email": "for people"}

    SnsTopic(lambda: sns, arn).publish(
        Message("Peering held for a person", bodies, {"type": "Peering Held"})
    )

    (body,) = received(sqs, sqs.get_queue_url(QueueName="held")["QueueUrl"])
    assert received(sqs, sqs.get_queue_url(QueueName="routed")["QueueUrl"]) == []
    said = json.loads(body)
    assert said["Message"] == "for a queue"
    assert said["Subject"] == "Peering held for a person"
    assert said["MessageAttributes"]["type"]["Value"] == "Peering Held"


def test_what_eventbridge_does_not_take_is_tried_later() -> None:
    with mock_aws():
        events = boto3.client("events", region_name=REGION)
        with pytest.raises(TryLaterError):
            EventBus(lambda: events, "arn:aws:events:us-east-1:1:event-bus/none").put(HELD)
