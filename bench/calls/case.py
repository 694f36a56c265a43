"""A pair of VPCs that are to be connected, and all that stands beside them."""

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Protocol

from demo.places import DATA, EAST, SHARED, WEST
from peering.core.model import AccountId, Region, Scope
from tests.localcloud.ec2_peers import End, Peers

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import TagTypeDef

_OPEN: "list[TagTypeDef]" = [{"Key": "peering", "Value": "open"}]
_numbers = count()


class Ec2(Protocol):
    """EC2 of every account."""

    def client(self, account_id: str, region: str) -> "EC2Client":
        """A client of that account in that Region."""


@dataclass(frozen=True, slots=True)
class Case:
    """One connection: so many route tables a side, so many blocks a VPC, and where they are."""

    tables: int
    blocks: int
    together: bool = False  # in one account and Region

    @property
    def routes(self) -> int:
        """How many routes it takes on both sides."""
        return 2 * self.tables * self.blocks

    def __str__(self) -> str:
        """As a plot names it."""
        where = "one account" if self.together else "two accounts"
        return f"{where}, {self.tables}x{self.blocks}"

    def build(self, ec2: Ec2) -> Peers:
        """Make both VPCs, with what they have."""
        asked = Scope(AccountId(SHARED), Region(WEST))
        asks = asked if self.together else Scope(AccountId(DATA), Region(EAST))
        return self.between(ec2, asks, asked, next(_numbers))

    def between(self, ec2: Ec2, asks: Scope, asked: Scope, number: int) -> Peers:
        """Make both VPCs there; their first blocks lie in 10.20.0.0/14 and 10.40.0.0/14."""
        return Peers(self._end(ec2, 20, number, asks), self._end(ec2, 40, number, asked))

    def _end(self, ec2: Ec2, second: int, number: int, where: Scope) -> End:
        blocks = [f"10.{second + n}.{number % 250}.0/24" for n in range(self.blocks)]
        client = ec2.client(where.account_id, where.region)
        vpc_id = client.create_vpc(CidrBlock=blocks[0])["Vpc"]["VpcId"]
        made = End(client, where.account_id, where.region, vpc_id)
        for block in blocks[1:]:
            made.client.associate_vpc_cidr_block(VpcId=made.vpc_id, CidrBlock=block)
        for _ in range(self.tables - 1):
            made.client.create_route_table(VpcId=made.vpc_id)
        made.client.create_tags(Resources=[made.vpc_id], Tags=_OPEN)
        made.client.modify_vpc_attribute(VpcId=made.vpc_id, EnableDnsHostnames={"Value": True})
        return made


def tables_of(end: End) -> list[str]:
    """The route tables of an end's VPC."""
    told = end.client.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [end.vpc_id]}])
    return [table["RouteTableId"] for table in told["RouteTables"]]


def blocks_of(end: End) -> list[str]:
    """The CIDR blocks of an end's VPC."""
    (vpc,) = end.client.describe_vpcs(VpcIds=[end.vpc_id])["Vpcs"]
    return [block["CidrBlock"] for block in vpc["CidrBlockAssociationSet"]]


def routed(peers: Peers, connection_id: str) -> int:
    """How many routes lead to the connection on both sides."""
    found = 0
    for end in (peers.requester, peers.accepter):
        for table in end.client.describe_route_tables(RouteTableIds=tables_of(end))["RouteTables"]:
            leads = [route.get("VpcPeeringConnectionId") for route in table["Routes"]]
            found += leads.count(connection_id)
    return found


def all_routed(peers: Peers, connection_id: str, case: Case) -> None:
    """Look whether every route stands, and none besides. Raises RuntimeError."""
    if (found := routed(peers, connection_id)) != case.routes:
        raise RuntimeError(f"{case}: {found} routes lead to {connection_id}, not {case.routes}")


def resolved(peers: Peers, connection_id: str) -> int:
    """How many sides resolve the other's names."""
    told = (
        peers.requester.connection(connection_id)["RequesterVpcInfo"],
        peers.accepter.connection(connection_id)["AccepterVpcInfo"],
    )
    options = (side.get("PeeringOptions", {}) for side in told)
    return sum(bool(side.get("AllowDnsResolutionFromRemoteVpc")) for side in options)
