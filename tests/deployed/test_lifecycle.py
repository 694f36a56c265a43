"""The quick start in one account, then an upgrade, then removal: no route is lost on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from demo.inbox import Inbox
from demo.network import Network, RouteRow
from demo.places import EAST, HUB, Vpc
from demo.stage import HUB_STACK, MEMBER_STACK, Hub, build, staged_project
from demo.story import Theatre
from localcloud import LocalCloud
from localcloud.deploy import architecture, sam_delete, sam_deploy

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

pytestmark = pytest.mark.deployed

APPROVALS = """\
version: 1
governs:
  - {accounts: ["123456789012"], regions: [us-east-1]}
rules:
  - {name: first, effect: accept, requester: {accounts: ["123456789012"], cidrs: [10.20.0.0/14]}}
"""
NEW_RULE = """\
  - {name: second, effect: accept, requester: {accounts: ["123456789012"], cidrs: [10.64.0.0/14]}}
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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = staged_project(tmp_path_factory.mktemp("lifecycle") / "project")
    (project / "layers/approvals/approvals.yaml").write_text(APPROVALS)
    return project


@pytest.fixture(scope="module")
def theatre(project: Path) -> Iterator[Theatre]:
    with LocalCloud.start(project.parent / "cloud") as cloud:
        hub = deploy(cloud, project)
        given = {
            "HubAccountId": HUB,
            "HubBusArn": hub["BusArn"],
            "HomeRegion": EAST,
            "AllowedRequesterVpcs": f"arn:aws:ec2:*:{HUB}:vpc/*",
        }
        sam_deploy(cloud, project / "member.yaml", MEMBER_STACK, HUB, EAST, given)
        yield Theatre(cloud, Network(cloud), hub, Inbox.subscribed(cloud, hub["TopicArn"]))


def deploy(cloud: LocalCloud, project: Path) -> Hub:
    """Build and deploy the hub, which needs no parameter where there is one account."""
    built = build(project, project.parent / "built")
    return Hub(sam_deploy(cloud, built, HUB_STACK, HUB, EAST, {"Architecture": architecture()}))


def upgrade(theatre: Theatre, project: Path) -> None:
    """Deploy once more, with one rule more in the approvals layer, and sweep."""
    with (project / "layers/approvals/approvals.yaml").open("a") as approvals:
        approvals.write(NEW_RULE)
    assert deploy(theatre.cloud, project) == theatre.hub
    theatre.sweep()


def ledger(theatre: Theatre) -> "list[dict[str, AttributeValueTypeDef]]":
    """Everything that is remembered."""
    client: DynamoDBClient = theatre.cloud.client("dynamodb", HUB, EAST)
    return client.scan(TableName=theatre.hub["LedgerTable"])["Items"]


def remove(cloud: LocalCloud) -> None:
    """Remove both stacks, as docs/deployment.md says."""
    for stack in (MEMBER_STACK, HUB_STACK):
        sam_delete(cloud, stack, HUB, EAST)


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


def test_no_route_is_lost_by_an_upgrade_or_by_removal(theatre: Theatre, project: Path) -> None:
    first = Pair.requested(theatre, "10.20.0.0/16", "10.40.0.0/16")
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
    remove(theatre.cloud)
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
