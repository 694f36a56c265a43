"""A pair of VPCs that are to be connected, and all that stands beside them."""

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from demo.places import DATA, EAST, SHARED, WEST
from tests.localcloud.ec2_peers import End, Peers
from tests.localcloud.ec2_server import Server

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import TagTypeDef

_OPEN: "list[TagTypeDef]" = [{"Key": "peering", "Value": "open"}]
_numbers = count()


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

    def build(self, server: Server) -> Peers:
        """Make both VPCs, with what they have."""
        asked = (SHARED, WEST)
        asks = asked if self.together else (DATA, EAST)
        return Peers(self._end(server, 20, *asks), self._end(server, 40, *asked))

    def _end(self, server: Server, second: int, account: str, region: str) -> End:
        blocks = [f"10.{second + n}.{next(_numbers) % 250}.0/24" for n in range(self.blocks)]
        made = server.end(blocks[0], account, region)
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
