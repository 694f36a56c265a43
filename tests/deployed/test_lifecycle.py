"""A hub's life: deployed, upgraded with other approvals, removed. No route is lost on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from demo.inbox import Inbox
from demo.network import Network, RouteRow
from demo.places import DATA, EAST, HUB, SHARED, WEST, Vpc
from demo.stage import HUB_STACK, MEMBER_STACK, build, deploy_hub, deploy_members, staged_project
from demo.story import Theatre
from localcloud import LocalCloud
from localcloud.deploy import sam_delete

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

pytestmark = pytest.mark.deployed

NEW_RULE = """
  - name: from the next version on
    effect: accept
    requester: {accounts: ["111122223333"], cidrs: [10.64.0.0/14]}
    accepter: {accounts: ["444455556666"]}
"""
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
    def requested(cls, theatre: Theatre, requester: str, accepter: str, **tags: str) -> "Pair":
        """Two new VPCs, and a request from one to the other."""
        network = theatre.network
        asks = network.vpc(DATA, EAST, requester)
        asked = network.vpc(SHARED, WEST, accepter, **tags)
        return cls(theatre, asks, asked, network.request(asks, asked))

    def told(self, kind: str) -> None:
        """Wait for a message: longer than usual, for every function starts anew."""
        assert self.theatre.inbox.wait_for(kind, self.id, seconds=90) is not None

    def routes(self) -> Routes:
        """Both sides' tables as EC2 shows them."""
        network = self.theatre.network
        return network.routes(self.requester), network.routes(self.accepter)

    def leading(self) -> int:
        """How many routes lead to the connection."""
        return sum(row["target"] == self.id for side in self.routes() for row in side)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return staged_project(tmp_path_factory.mktemp("lifecycle") / "project")


@pytest.fixture(scope="module")
def theatre(project: Path) -> Iterator[Theatre]:
    with LocalCloud.start(project.parent / "cloud") as cloud:
        hub = deploy_hub(cloud, build(project, project.parent / "built"))
        deploy_members(cloud, project, hub)
        yield Theatre(cloud, Network(cloud), hub, Inbox.subscribed(cloud, hub["TopicArn"]))


def upgrade(theatre: Theatre, project: Path) -> None:
    """Deploy once more, with one rule more in the approvals layer, and sweep."""
    with (project / "layers/approvals/approvals.yaml").open("a") as approvals:
        approvals.write(NEW_RULE)
    upgraded = deploy_hub(theatre.cloud, build(project, project.parent / "built"))
    assert upgraded == theatre.hub
    theatre.sweep()


def ledger(theatre: Theatre) -> "list[dict[str, AttributeValueTypeDef]]":
    """Everything that is remembered."""
    client: DynamoDBClient = theatre.cloud.client("dynamodb", HUB, EAST)
    return client.scan(TableName=theatre.hub["LedgerTable"])["Items"]


def remove(theatre: Theatre) -> None:
    """Remove both stacks everywhere, as docs/deployment.md says."""
    for account in (HUB, DATA, SHARED):
        for region in (EAST, WEST):
            client = theatre.cloud.client("cloudformation", account, region)
            client.delete_stack(StackName=MEMBER_STACK)
            client.get_waiter("stack_delete_complete").wait(
                StackName=MEMBER_STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
            )
    sam_delete(theatre.cloud, HUB_STACK, HUB, EAST)


def left_over(cloud: LocalCloud) -> dict[str, list[str]]:
    """All that the hub's account and a member's still hold of the stacks."""
    hub = {
        name: cloud.client(name, HUB, EAST)
        for name in ("lambda", "sqs", "sns", "events", "logs", "cloudwatch", "dynamodb", "iam")
    }
    roles = [
        *hub["iam"].list_roles()["Roles"],
        *cloud.client("iam", DATA, EAST).list_roles()["Roles"],
    ]
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
        "tables": hub["dynamodb"].list_tables()["TableNames"],
        "roles": [one["RoleName"] for one in roles],
    }
    others = ("default", "demo-subscriber")
    return {
        kind: [name for name in names if name.rpartition("/")[2] not in others]
        for kind, names in found.items()
    }


def test_no_route_is_lost_by_an_upgrade_or_by_removal(theatre: Theatre, project: Path) -> None:
    first = Pair.requested(theatre, "10.20.0.0/16", "10.40.0.0/16", peering="open")
    second = Pair.requested(theatre, "10.64.0.0/16", "10.48.0.0/16")
    first.told("Peering Routed")
    second.told("Peering Held")
    theatre.settle()
    before = first.routes()
    assert first.leading() == 4

    upgrade(theatre, project)
    second.told("Peering Routed")
    theatre.settle()
    assert first.routes() == before
    assert second.leading() == 4

    routed, remembered = (first.routes(), second.routes()), ledger(theatre)
    remove(theatre)
    assert (first.routes(), second.routes()) == routed
    assert [theatre.network.status(p.id, p.requester) for p in (first, second)] == ["active"] * 2
    kept = left_over(theatre.cloud)
    assert kept.pop("tables") == [theatre.hub["LedgerTable"]]
    assert {name.rstrip("0123456789abcdef") for name in kept.pop("layers")} == LAYERS
    assert {kind: names for kind, names in kept.items() if names} == {}
    assert ledger(theatre) == remembered
