"""A subscriber: a real SQS queue subscribed to the topic, and the messages that reach it."""

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.places import EAST, HUB
from localcloud import LocalCloud

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as the subscriber received it, and when."""

    type: str
    about: str
    subject: str
    body: dict[str, object]
    attributes: dict[str, str]
    received_at: float


@dataclass(slots=True)
class Inbox:
    """Receives what the topic publishes, in the order in which it comes."""

    sqs: "SQSClient"
    queue_url: str
    letters: list[Letter] = field(default_factory=list)

    @classmethod
    def subscribed(cls, cloud: LocalCloud, topic_arn: str) -> "Inbox":
        """Make a queue in the hub's account and subscribe it to the topic."""
        sqs = cloud.client("sqs", HUB, EAST)
        url = sqs.create_queue(QueueName="demo-subscriber")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn["Attributes"]["QueueArn"],
            "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        cloud.client("sns", HUB, EAST).subscribe(
            TopicArn=topic_arn, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"]
        )
        return cls(sqs, url)

    def wait_for(self, kind: str, connection_id: str, seconds: float = 30) -> Letter | None:
        """Receive until a message of that type about that connection is there, or time is up."""
        deadline = time.monotonic() + seconds
        while True:
            for letter in self.letters:
                if (letter.type, letter.about) == (kind, connection_id):
                    return letter
            if time.monotonic() > deadline:
                return None
            self._receive()

    def about(self, connection_id: str) -> list[Letter]:
        """The messages about that connection, so far."""
        return [letter for letter in self.letters if letter.about == connection_id]

    def _receive(self) -> None:
        got = self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        for message in got.get("Messages", ()):
            self.letters.append(_letter(message["Body"]))
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])


def _letter(raw: str) -> Letter:
    envelope = json.loads(raw)
    body = json.loads(envelope["Message"])
    attributes = envelope.get("MessageAttributes", {})
    return Letter(
        type=body["type"],
        about=body["connection"]["id"] if "connection" in body else "",
        subject=envelope["Subject"],
        body=body,
        attributes={name: value["Value"] for name, value in attributes.items()},
        received_at=time.monotonic(),
    )
