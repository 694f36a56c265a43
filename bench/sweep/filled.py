"""Two scopes on the local EC2, filled with connections of which a known number is out of order.

Each of the spokes' VPCs has one connection. Each of the hubs' VPCs has as many as EC2's quota
lets it have, so that its tables hold a route to every one of them. Each VPC has two tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localcloud.ec2 import LocalEc2
from peering.core.marking import MANAGED_BY, RULE, STATUS
from peering.core.model import Scope
from tests.localcloud.ec2_peers import End, Peers
from tests.world import ACCEPTER, HOME, REQUESTER
from tests.world.ec2 import scope

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

SPOKES, HUBS = scope(REQUESTER, HOME), scope(ACCEPTER, "eu-west-1")
RULE_NAME = "network 9"
_A_HUB = 50  # active peerings a VPC: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-connection-quotas.html
_ONE_IN = 100  # so many connections lack a route on one side, and as many on the other
_TIER = {"tier": "shared"}


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC of somebody's, its block, and its two tables."""

    end: End
    block: str
    tables: tuple[str, str]


@dataclass(slots=True)
class Filled:
    """What was made: every connection, and those that lack a route, scope by scope."""

    connections: list[str] = field(default_factory=list)
    lacking: dict[Scope, set[str]] = field(default_factory=lambda: {SPOKES: set(), HUBS: set()})


def approvals() -> str:
    """An approvals file of ten rules, of which the ninth is for these connections."""
    accounts = {number: REQUESTER if number == 9 else ACCEPTER for number in range(1, 11)}  # noqa: PLR2004 # RULE_NAME
    rules = "".join(
        f'  - {{name: network {number}, effect: accept, requester: {{accounts: ["{account}"], '
        "cidrs: [10.0.0.0/8], tags: {tier: shared}}}\n"
        for number, account in accounts.items()
    )
    return (
        f'version: 1\ngoverns: [{{accounts: ["{REQUESTER}", "{ACCEPTER}"], '
        f"regions: [{SPOKES.region}, {HUBS.region}]}}]\nrules:\n{rules}"
    )


def fill(ec2: LocalEc2, connections: int) -> Filled:
    """Make so many connections, accepted, tagged, and routed but for those that lack a route."""
    made = Filled()
    clients = {at: ec2.client(at.account_id, at.region) for at in (SPOKES, HUBS)}
    hub: Vpc | None = None
    for number in range(connections):
        if number % _A_HUB == 0 or hub is None:
            hub = _vpc(clients[HUBS], HUBS, f"172.16.{number // _A_HUB}.0/24")
        spoke = _vpc(clients[SPOKES], SPOKES, f"10.{number // 250}.{number % 250}.0/24")
        _tag(spoke.end, spoke.end.vpc_id, _TIER)
        connection_id = Peers(spoke.end, hub.end).peer()
        made.connections.append(connection_id)
        for which, (where, here, there) in enumerate(((SPOKES, spoke, hub), (HUBS, hub, spoke))):
            lacks = number % _ONE_IN == which
            if lacks:
                made.lacking[where].add(connection_id)
            for table in here.tables[lacks:]:
                here.end.client.create_route(
                    RouteTableId=table,
                    DestinationCidrBlock=there.block,
                    VpcPeeringConnectionId=connection_id,
                )
            _tag(here.end, connection_id, _marks(spoke, hub))
    return made


def _vpc(client: "EC2Client", where: Scope, block: str) -> Vpc:
    vpc_id = client.create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
    added = client.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    made = End(client, where.account_id, where.region, vpc_id)
    return Vpc(made, block, (made.table_id(), added))


def _marks(spoke: Vpc, hub: Vpc) -> Mapping[str, str]:
    return {
        "Name": f"{spoke.end.vpc_id} to {hub.end.vpc_id}",
        MANAGED_BY: "vpc-peering-autopilot",
        RULE: RULE_NAME,
        STATUS: "routed",
    }


def _tag(owner: End, what: str, tags: Mapping[str, str]) -> None:
    given = [{"Key": key, "Value": value} for key, value in tags.items()]
    owner.client.create_tags(Resources=[what], Tags=given)  # type: ignore[arg-type]  # two strings each
