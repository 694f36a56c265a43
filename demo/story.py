"""What a story is: a connection, what was expected of it, and what EC2 and the ledger show."""

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.counting import Counted
from demo.inbox import Inbox, Letter
from demo.network import Network, RouteRow
from demo.places import EAST, HUB, Vpc
from demo.stage import Hub
from localcloud import LocalCloud

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


_POLL_SECONDS = 0.5
_QUEUES = ("Accept", "Route", "Survey", "Notify")
_POLLS = 60


class UnexpectedError(Exception):
    """Something was not as the story expects it."""


@dataclass(frozen=True, slots=True)
class Theatre:
    """Where the stories play."""

    cloud: LocalCloud
    network: Network
    hub: Hub
    inbox: Inbox

    def rule_of(self, connection_id: str) -> str | None:
        """The rule that decided, as the ledger keeps it."""
        ledger: DynamoDBClient = self.cloud.client("dynamodb", HUB, EAST)
        key = {"connection": {"S": connection_id}, "fact": {"S": "decision"}}
        item = ledger.get_item(TableName=self.hub["LedgerTable"], Key=key).get("Item")
        return None if item is None else item["by"]["S"]

    def sweep(self) -> None:
        """Invoke the sweep now instead of waiting for its schedule."""
        self.cloud.client("lambda", HUB, EAST).invoke(FunctionName=self.hub["SweepFunction"])

    def look_again(self, story: "Story") -> None:
        """Put the connection on route's queue once more, and wait until route has seen to it."""
        sqs = self.cloud.client("sqs", HUB, EAST)
        url = self.hub["RouteQueueUrl"]
        scopes = [
            {"account_id": vpc.account, "region": vpc.region}
            for vpc in (story.requester, story.accepter)
        ]
        mention = {
            "kind": "mention",
            "version": 1,
            "connection_id": story.connection_id,
            "scopes": scopes,
            "attempt": 0,
            "correlation_id": "demo-second-pass",
        }
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(mention))
        self.settle()

    def settle(self) -> None:
        """Wait until no function has work left. Raises UnexpectedError if that takes too long."""
        for _ in range(_POLLS):
            time.sleep(_POLL_SECONDS)
            if not self._queued():
                return
        said = "the functions did not get done with what is queued"
        raise UnexpectedError(f"{said}: {self._queued()}")

    def _queued(self) -> dict[str, int]:
        return {queue: held for queue in _QUEUES if (held := self._waiting(queue))}

    def _waiting(self, queue: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        held = self.cloud.client("sqs", HUB, EAST).get_queue_attributes(
            QueueUrl=self.hub[f"{queue}QueueUrl"], AttributeNames=names
        )
        return sum(int(held["Attributes"][name]) for name in names)

    def message(self, kind: str, connection_id: str) -> Letter:
        """Wait for a message. Raises UnexpectedError if none comes."""
        letter = self.inbox.wait_for(kind, connection_id)
        if letter is None:
            came = ", ".join(there.type for there in self.inbox.about(connection_id)) or "nothing"
            raise UnexpectedError(f"no '{kind}' about {connection_id} came, only: {came}")
        return letter


@dataclass(slots=True)
class Story:
    """One story as it is told in the terminal and in build/demo.json."""

    name: str
    title: str
    connection_id: str
    requester: Vpc
    accepter: Vpc
    requested_at: float = 0.0
    letters_before: int = 0
    before: dict[str, list[RouteRow]] = field(default_factory=dict)
    after: dict[str, list[RouteRow]] = field(default_factory=dict)
    status: str = ""
    rule: str | None = None
    letters: list[Letter] = field(default_factory=list)
    seconds_to_routed: float | None = None
    calls: Counted | None = None
    second_pass: Counted | None = None

    def expect(self, what: str, *, found: object, wanted: object) -> None:
        """Hold what was found against what was wanted. Raises UnexpectedError."""
        if found != wanted:
            raise UnexpectedError(f"{self.title}: {what}: expected {wanted!r}, found {found!r}")

    def expect_both_sides_routed(self) -> None:
        """Every block of the other side, in every table of each side. Raises UnexpectedError."""
        self.expect_routed("requester", self.requester.tables, self.accepter.cidrs)
        self.expect_routed("accepter", self.accepter.tables, self.requester.cidrs)

    def expect_routed(self, side: str, tables: tuple[str, ...], blocks: tuple[str, ...]) -> None:
        """These blocks lead to the connection in these tables, and nothing else does."""
        found = {
            (row["table"], row["destination"], row["state"])
            for row in self.after[side]
            if row["target"] == self.connection_id
        }
        wanted = {(table, block, "active") for table in tables for block in blocks}
        self.expect(f"routes of the {side}", found=sorted(found), wanted=sorted(wanted))

    def look_after(self, theatre: Theatre) -> None:
        """Read back from EC2 and the ledger how things stand, and what the subscriber got."""
        self.after = look(theatre, self.requester, self.accepter)
        self.status = theatre.network.status(self.connection_id, self.requester)
        self.rule = theatre.rule_of(self.connection_id)
        came = theatre.inbox.letters[self.letters_before :]
        self.letters = [letter for letter in came if letter.about == self.connection_id]


def look(theatre: Theatre, requester: Vpc, accepter: Vpc) -> dict[str, list[RouteRow]]:
    """Both sides' route tables as EC2 shows them now."""
    return {
        "requester": theatre.network.routes(requester),
        "accepter": theatre.network.routes(accepter),
    }
