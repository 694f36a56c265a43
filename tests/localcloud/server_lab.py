"""A hub with a bus and a queue that hears all of it, and members that forward to it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud import LocalCloud

HUB_REGION = "us-east-1"
MEMBER_REGION = "eu-west-1"
PATIENCE_SECONDS = 8.0
SILENCE_SECONDS = 0.6

type Event = dict[str, Any]


def document(*statements: Mapping[str, object]) -> str:
    """A policy document of these statements, each an Allow."""
    allowed = [{"Effect": "Allow", **statement} for statement in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": allowed})


def until[T](ask: Callable[[], T]) -> T:
    """The first truthy answer, or the last one when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


@dataclass(frozen=True, slots=True)
class Inbox:
    """A queue that every event of one bus reaches."""

    sqs: Any
    url: str

    def wait_for(self, count: int) -> list[Event]:
        """So many events, or fewer when patience ends."""
        events: list[Event] = []

        def enough() -> bool:
            events.extend(self._receive())
            return len(events) >= count

        until(enough)
        return events

    def stays_empty(self) -> bool:
        """Whether nothing arrives for a while."""
        time.sleep(SILENCE_SECONDS)
        return not self._receive()

    def _receive(self) -> list[Event]:
        messages = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)
        found = messages.get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in found]


def inbox(cloud: LocalCloud, account: str, region: str, bus: str = "default") -> Inbox:
    """Catch all that a bus carries."""
    sqs, events = cloud.client("sqs", account, region), cloud.client("events", account, region)
    url = sqs.create_queue(QueueName=f"inbox-{bus}")["QueueUrl"]
    queue = f"arn:aws:sqs:{region}:{account}:inbox-{bus}"
    statement = {"Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = document({**statement, "Resource": queue})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    pattern = json.dumps({"source": [{"prefix": ""}]})
    events.put_rule(Name="all", EventBusName=bus, EventPattern=pattern)
    target = {"Id": "inbox", "Arn": queue}
    events.put_targets(Rule="all", EventBusName=bus, Targets=[target])
    return Inbox(sqs, url)


def hub_bus(cloud: LocalCloud, hub: str, member: str) -> str:
    """A bus that takes from a member what CloudTrail says, and only if forwarded; its ARN."""
    events = cloud.client("events", hub, HUB_REGION)
    arn = str(events.create_event_bus(Name="hub")["EventBusArn"])
    every = {"events:source": "aws.ec2", "events:detail-type": "AWS API Call via CloudTrail"}
    condition = {
        "ForAllValues:StringEquals": every,
        "Null": dict.fromkeys(every, "false"),
        "StringEquals": {"aws:PrincipalAccount": member},
        "Bool": {"events:eventBusInvocation": "true"},
    }
    statement = {"Principal": "*", "Action": "events:PutEvents", "Resource": arn}
    policy = document({"Sid": "members", **statement, "Condition": condition})
    events.put_permission(EventBusName="hub", Policy=policy)
    return arn


def role(
    cloud: LocalCloud, account: str, name: str, trusted: object, *may: Mapping[str, object]
) -> str:
    """A role with that principal in its trust policy, allowed these statements; its ARN."""
    iam = cloud.client("iam", account, HUB_REGION)
    trust = document({"Principal": trusted, "Action": "sts:AssumeRole"})
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    policy = document(*may)
    iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=policy)
    return str(made["Role"]["Arn"])


def forward(
    cloud: LocalCloud, account: str, bus: str, trusted: str = "events.amazonaws.com"
) -> None:
    """Forward what a member's default bus carries from aws.ec2, in the member's Region."""
    may = {"Action": "events:PutEvents", "Resource": bus}
    role_arn = role(cloud, account, "forward", {"Service": trusted}, may)
    events = cloud.client("events", account, MEMBER_REGION)
    events.put_rule(Name="forward", EventPattern=json.dumps({"source": ["aws.ec2"]}))
    target = {"Id": "hub", "Arn": bus, "RoleArn": role_arn}
    events.put_targets(Rule="forward", Targets=[target])
