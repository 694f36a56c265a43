"""A queue of the bench's own on the hub's bus, which tells when the bus has delivered."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from demo.places import EAST, HUB
from localcloud import LocalCloud

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_NAME = "bench-tap"
_PATTERN = {"source": [{"prefix": ""}]}  # everything


@dataclass(frozen=True, slots=True)
class Tap:
    """Gets what the program's own queues get, at the same time."""

    sqs: "SQSClient"
    queue_url: str

    @classmethod
    def on(cls, cloud: LocalCloud, bus_arn: str) -> "Tap":
        """Tap that bus of the hub's."""
        sqs, events = (cloud.client(name, HUB, EAST) for name in ("sqs", "events"))
        url = sqs.create_queue(QueueName=_NAME)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        bus = bus_arn.rpartition("/")[2]
        rule = events.put_rule(Name=_NAME, EventBusName=bus, EventPattern=json.dumps(_PATTERN))
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn["Attributes"]["QueueArn"],
            "Condition": {"ArnEquals": {"aws:SourceArn": rule["RuleArn"]}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        target = {"Id": _NAME, "Arn": arn["Attributes"]["QueueArn"]}
        events.put_targets(Rule=_NAME, EventBusName=bus, Targets=[target])
        return cls(sqs, url)

    def delivered(self) -> dict[str, datetime]:
        """When each kind of event was first delivered since this was last asked.

        A kind is the name of the call that CloudTrail recorded, or an announcement's type.
        """
        found: dict[str, datetime] = {}
        while messages := self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, AttributeNames=["SentTimestamp"]
        ).get("Messages"):
            for message in messages:
                event = json.loads(message["Body"])
                kind = event["detail"].get("eventName", event["detail-type"])
                sent = int(message["Attributes"]["SentTimestamp"]) / 1000
                at = datetime.fromtimestamp(sent, UTC)
                found[kind] = min(at, found.get(kind, at))
                self.sqs.delete_message(
                    QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"]
                )
        return found
