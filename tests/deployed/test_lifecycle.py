"""The quick start in one account, then an upgrade, then removal: no route is lost on the way.

All of it by the commands of docs/deployment.md, each of them executed once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from demo.inbox import Inbox
from demo.network import Network, RouteRow
from demo.places import EAST, HUB, Vpc
from demo.stage import HUB_STACK, MEMBER_STACK, Hub
from demo.story import Theatre
from localcloud import LocalCloud
from localcloud.deploy import outputs, sam_delete
from tests.deployed.checkout import BUILD, Checkout
from tests.deployed.reader import Reader
from tests.docs.shell import command_lines, in_the_text
from tests.docs.where import LIFECYCLE
from tests.stacks.templates import hub

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

pytestmark = pytest.mark.deployed

NEW_RULE = """\
  - {name: second, effect: accept, requester: {accounts: ["123456789012"], cidrs: [10.64.0.0/14]}}
"""
DEPLOYMENT = [
    line for line in (*command_lines(), *in_the_text()) if line.page.name == "deployment.md"
]
KEY_SHOWN = "1234abcd-12ab-34cd-56ef-1234567890ab"
LAYERS = {"DependenciesLayer", "PeeringLayer", "ApprovalsLayer"}
type Routes = tuple[list[RouteRow], list[RouteRow]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two VPCs and the connection between them."""

    theatre: Theatre
    requester: Vpc
    accepter: Vpc
    id: str

    @classmethod
    def requested(cls, theatre: Theatre, requester: str, accepter: str) -> "Pair":
        """Two new VPCs of the one account, and a request from one to the other."""
        asks, asked = (theatre.network.vpc(HUB, EAST, block) for block in (requester, accepter))
        return cls(theatre, asks, asked, theatre.network.request(asks, asked))

    def told(self, kind: str) -> None:
        """Wait for a message: longer than usual, for every function starts anew."""
        assert self.theatre.inbox.wait_for(kind, self.id, seconds=180) is not None

    def routes(self) -> Routes:
        """Both sides' tables as EC2 shows them."""
        network = self.theatre.network
        return network.routes(self.requester), network.routes(self.accepter)

    def leading(self) -> int:
        """How many routes lead to the connection."""
        return sum(row["target"] == self.id for side in self.routes() for row in side)


class Owner(Reader):
    """Who deploys, upgrades and removes the hub as the page says."""

    def __init__(self, cloud: LocalCloud, checkout: Checkout) -> None:
        super().__init__(cloud, checkout.folder)
        self.approvals = checkout.approvals

    def does(self, begins: str, answers: str = "") -> None:
        """Everything on the page that begins so."""
        page = [line for line in DEPLOYMENT if line.text.startswith(begins)]
        longer = tuple(one for one in LIFECYCLE if one.startswith(begins) and one != begins)
        asked = {line.text: line for line in page if not line.text.startswith(longer or ("\0",))}
        assert asked, begins
        for line in asked.values():
            match line.words[:3]:
                case ["aws", "cloudformation", "deploy"]:
                    self.deploys(line)
                case ["aws", *_]:
                    self.calls(line)
                case _:
                    self.types(line, answers)
        self.done.append(begins)

    def begins(self) -> None:
        """The quick start, in which every default will do, and then what it leads to."""
        # Whoever laid the project out did it, and this is all that the page says of it.
        assert {one.text for one in DEPLOYMENT if one.text.startswith(BUILD)} == {BUILD}
        self.done.append(BUILD)
        asked = ["name", "region", *hub()["Parameters"], "confirm", "roles", "rollback"]
        defaults = "\n" * len([*asked, "save", "file", "environment"])
        self.does("sam deploy --guided --config-env observe", f"{defaults}y\n")
        self.does("aws cloudformation deploy --template-file member.yaml")
        self.does("make deploy CONFIG=production REGION=us-east-1", "y\n")

    def upgrades(self) -> None:
        """Deploy once more, with one rule more in the approvals layer."""
        with self.approvals.open("a") as approvals:
            approvals.write(NEW_RULE)
        self.does("make deploy CONFIG=production", "y\n")

    def removes(self) -> None:
        """Remove both stacks; the members', which are a StackSet's on the page, by its name."""
        found = self.cloud.client("cloudformation", HUB, EAST).describe_stack_resources(
            StackName=HUB_STACK
        )["StackResources"]
        self.names.update({one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found})
        sam_delete(self.cloud, MEMBER_STACK, HUB, EAST)
        self.does("sam delete --stack-name vpc-peering-autopilot")

    def keeps_nothing(self) -> None:
        """Let go of what removal keeps."""
        for table in ("Ledger", "Decisions"):
            self.instead = {"…": self.names[table]}
            self.does("aws dynamodb update-table --table-name")
        self.instead = {KEY_SHOWN: self.names["Key"]}
        for begins in ("aws dynamodb delete-table", "aws kms schedule-key-deletion"):
            self.does(begins)
        self.does("aws lambda delete-layer-version")


@pytest.fixture(scope="module")
def owner(checkout: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Owner]:
    with LocalCloud.start(tmp_path_factory.mktemp("cloud")) as cloud:
        yield Owner(cloud, checkout)


@pytest.fixture(scope="module")
def theatre(owner: Owner) -> Theatre:
    owner.begins()
    cloud = owner.cloud
    hub = Hub(outputs(cloud, HUB_STACK, HUB, EAST))
    return Theatre(cloud, Network(cloud), hub, Inbox.subscribed(cloud, hub["TopicArn"]))


def ledger(theatre: Theatre) -> "list[dict[str, AttributeValueTypeDef]]":
    """Everything that is remembered."""
    client: DynamoDBClient = theatre.cloud.client("dynamodb", HUB, EAST)
    return client.scan(TableName=theatre.hub["LedgerTable"])["Items"]


def left_over(cloud: LocalCloud) -> dict[str, list[str]]:
    """All that the account still holds of the stacks."""
    hub = {
        name: cloud.client(name, HUB, EAST)
        for name in (
            "lambda",
            "sqs",
            "sns",
            "events",
            "logs",
            "cloudwatch",
            "dynamodb",
            "iam",
            "kms",
        )
    }
    found = {
        "functions": [f["FunctionName"] for f in hub["lambda"].list_functions()["Functions"]],
        "layers": [one["LayerName"] for one in hub["lambda"].list_layers()["Layers"]],
        "queues": hub["sqs"].list_queues().get("QueueUrls", []),
        "topics": [one["TopicArn"] for one in hub["sns"].list_topics()["Topics"]],
        "buses": [one["Name"] for one in hub["events"].list_event_buses()["EventBuses"]],
        "rules": [one["Name"] for one in hub["events"].list_rules()["Rules"]],
        "logs": [one["logGroupName"] for one in hub["logs"].describe_log_groups()["logGroups"]],
        "alarms": [one["AlarmName"] for one in hub["cloudwatch"].describe_alarms()["MetricAlarms"]],
        "dashboards": [
            one["DashboardName"] for one in hub["cloudwatch"].list_dashboards()["DashboardEntries"]
        ],
        "keys": [one["KeyId"] for one in hub["kms"].list_keys()["Keys"]],
        "tables": hub["dynamodb"].list_tables()["TableNames"],
        "roles": [one["RoleName"] for one in hub["iam"].list_roles()["Roles"]],
    }
    others = ("default", "demo-subscriber")
    return {
        kind: [name for name in names if name.rpartition("/")[2] not in others]
        for kind, names in found.items()
    }


def test_no_route_is_lost_by_an_upgrade_or_by_removal(owner: Owner, theatre: Theatre) -> None:
    first = Pair.requested(theatre, "10.20.0.0/16", "10.40.0.0/16")
    second = Pair.requested(theatre, "10.64.0.0/16", "10.48.0.0/16")
    first.told("Peering Routed")
    second.told("Peering Held")
    theatre.settle()
    before = first.routes()
    assert first.leading() == 4

    owner.upgrades()
    assert outputs(theatre.cloud, HUB_STACK, HUB, EAST) == theatre.hub.outputs
    theatre.sweep()
    second.told("Peering Routed")
    theatre.settle()
    assert first.routes() == before
    assert second.leading() == 4

    routed, remembered = (first.routes(), second.routes()), ledger(theatre)
    owner.does("sam deploy --config-env production --no-confirm-changeset")
    owner.removes()
    assert (first.routes(), second.routes()) == routed
    assert [theatre.network.status(p.id, p.requester) for p in (first, second)] == ["active"] * 2
    kept = left_over(theatre.cloud)
    (key,) = kept.pop("keys")
    assert theatre.cloud.client("kms", HUB, EAST).describe_key(KeyId=key)["KeyMetadata"]["Enabled"]
    tables = ("DecisionsTable", "LedgerTable")
    assert sorted(kept.pop("tables")) == sorted(theatre.hub[name] for name in tables)
    assert {name.rstrip("0123456789abcdef") for name in kept.pop("layers")} == LAYERS
    assert {kind: names for kind, names in kept.items() if names} == {}
    assert ledger(theatre) == remembered

    owner.keeps_nothing()
    assert left_over(theatre.cloud)["tables"] == []
    pending = theatre.cloud.client("kms", HUB, EAST).describe_key(KeyId=key)["KeyMetadata"]
    assert pending["KeyState"] == "PendingDeletion"
    assert set(owner.done) == set(LIFECYCLE)
