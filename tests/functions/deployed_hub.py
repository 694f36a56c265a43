"""The hub in this process: real handlers, in the environment of template.yaml, on moto."""

import importlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, override

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sqs import sqs_backends

from localcloud.ec2 import Clock, LocalEc2, local_ec2
from peering import invocation
from peering.aws import clients
from peering.bootstrap import accept, decide, notify, route, survey, sweep
from peering.core.announcing import SOURCE
from tests.contract.dynamo import create_decisions, create_table
from tests.stacks.templates import FUNCTIONS, environment, hub, resources

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

type Line = Mapping[str, object]

REGION = "us-east-1"
_HEARD, _READ = "heard", "read"  # queues of a test's own, on the bus and on the topic
_APPROVALS = """\
version: 1
governs:
  - accounts: ["111122223333", "444455556666"]
    regions: [us-east-1, eu-west-1]
rules: []
"""


class Context(LambdaContext):
    """What Lambda tells a handler about its invocation."""

    def __init__(self, remaining: int = 25_000) -> None:
        self._aws_request_id = "c2ad4a3d-7a3f-4a8a-8b1f-2f3a1b0c9d8e"
        self._remaining = remaining

    @override
    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]  # no static method in Lambda
        return self._remaining


class Log(logging.Filter):
    """Every line of the functions' logs, as it is written. It lets all of them pass."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Line] = []

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        (written,) = logging.getLogger(record.name).handlers
        self.told.append(json.loads(written.format(record)))
        return True


@dataclass(slots=True)
class Hub:
    """The hub's functions, with its queues, table, bus and topic under their logical ids."""

    ec2: LocalEc2
    patched: pytest.MonkeyPatch
    log: Log = field(default_factory=Log)
    urls: dict[str, str] = field(default_factory=dict)
    _running: str = ""
    _instead: dict[str, str] = field(default_factory=dict)

    def invoke(self, name: str, event: object, context: LambdaContext | None = None) -> Any:  # noqa: ANN401 # any handler's answer
        """Let the function of that name handle the event."""
        self.deploy(name)
        handler = importlib.import_module(f"functions.{name}.app").handler
        return handler(event, context or Context())

    def queued(self, queue: str) -> int:
        """How many messages are on a queue, those among them that have yet to wait."""
        counted = clients.sqs().get_queue_attributes(
            QueueUrl=self.urls[queue],
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"],
        )
        return sum(map(int, counted["Attributes"].values()))

    def set_aside(self, name: str) -> list[tuple[str, str]]:
        """Take what a function set aside: each message as it came, and the reason."""
        return [
            (message["Body"], message["MessageAttributes"]["reason"]["StringValue"])
            for message in self.taken(f"{name.capitalize()}DeadLetters")
        ]

    def announced(self) -> list[dict[str, Any]]:
        """Take what was put on the bus."""
        return [json.loads(message["Body"]) for message in self.taken(_HEARD)]

    def published(self) -> list[dict[str, Any]]:
        """Take what was published on the topic."""
        return [json.loads(message["Body"]) for message in self.taken(_READ)]

    def of(self, event: str) -> list[Line]:
        """Every line of the log with that event."""
        return [line for line in self.log.told if line["message"] == event]

    def taken(self, queue: str) -> "list[MessageTypeDef]":
        """Take everything off a queue that has not to wait."""
        messages: list[MessageTypeDef] = []
        while (
            found := clients.sqs()
            .receive_message(
                QueueUrl=self.urls[queue], MaxNumberOfMessages=10, MessageAttributeNames=["All"]
            )
            .get("Messages")
        ):
            messages.extend(found)
        return messages

    def clear(self) -> None:
        """Empty every queue, and the log: in moto itself, for as calls it takes most of a test."""
        queues = sqs_backends[DEFAULT_ACCOUNT_ID][REGION]
        for queue in self.urls:  # purged it could be but once a minute
            queues.delete_queue(queue)
            queues.create_queue(queue)
        self.log.told.clear()

    @contextmanager
    def told(self, variable: str, value: str) -> Iterator[None]:
        """Tell functions something else than the template does."""
        self._running = ""
        self._instead[variable] = value
        yield
        del self._instead[variable]
        self._running = ""

    def create(self) -> None:
        """Create what the stack would."""
        sqs, events, sns = clients.sqs(), clients.events(), clients.sns()
        create_table(clients.dynamodb(), "Ledger")
        create_decisions(clients.dynamodb(), "Decisions")
        for queue in (*resources(hub(), "AWS::SQS::Queue"), _HEARD, _READ):
            self.urls[queue] = sqs.create_queue(QueueName=queue)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=self.urls[_HEARD], AttributeNames=["QueueArn"])
        heard = arn["Attributes"]["QueueArn"]
        events.create_event_bus(Name="PeeringBus")
        events.put_rule(
            Name="all", EventBusName="PeeringBus", EventPattern=json.dumps({"source": [SOURCE]})
        )
        events.put_targets(
            Rule="all", EventBusName="PeeringBus", Targets=[{"Id": "heard", "Arn": heard}]
        )
        topic = sns.create_topic(Name="Topic")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=heard.replace(_HEARD, _READ))

    def deploy(self, name: str) -> None:
        """Put the function's environment in place of another's."""
        if name == self._running:
            return
        for variable in {variable for each in FUNCTIONS for variable in environment(each)}:
            self.patched.delenv(variable, raising=False)
        for variable, value in environment(name).items():
            self.patched.setenv(variable, self._instead.get(variable, self._here(value)))
        forget()
        logging.getLogger(name).addFilter(self.log)
        self._running = name

    def _here(self, value: str) -> str:
        if value.startswith("https://sqs."):
            return self.urls[value.rpartition("/")[2]]
        if value.startswith("arn:aws:sns:"):
            return clients.sns().list_topics()["Topics"][0]["TopicArn"]
        return value


def forget() -> None:
    """Let the next invocation be the first one of a new environment."""
    for module in (accept, decide, notify, route, survey, sweep, invocation, clients):
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()


@contextmanager
def hub_in_process(folder: Path, approvals: str = _APPROVALS) -> Iterator[Hub]:
    """The hub, with EC2 of every account, for as long as the `with` lasts."""
    (folder / "approvals.yaml").write_text(approvals)
    forget()
    # The functions go by the real clock, and a request of a fixed day's would expire some day.
    clock = Clock.standing(datetime.now(UTC))
    with local_ec2(clock=clock) as ec2, pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(folder))
        boto3.setup_default_session()
        made = Hub(ec2, patched)
        made.create()
        yield made
        for name in FUNCTIONS:
            logging.getLogger(name).removeFilter(made.log)
    forget()
