"""The small network in a local EC2, through boto3."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING

import boto3

from localcloud.ec2 import LocalEc2, Settings
from peering.aws.network import Ec2Network
from peering.aws.sessions import Ec2Clients, MemberRole
from peering.core.model import AccountId, ConnectionId, RouteTableId, Scope, VpcId
from peering.ports import Network
from tests.contract.network_lab import HERE, THERE

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_sts import STSClient


class Ec2Lab:
    """A local EC2 that answers boto3, with the owners' own clients for what owners do."""

    def __init__(
        self,
        ec2: LocalEc2,
        owners: "Mapping[Scope, EC2Client]",
        network: Network,
        here: Scope,
        there: Scope,
    ) -> None:
        self.here, self.there = here, there
        self._ec2 = ec2
        self._owners = owners
        self.network: Network = network

    def vpc(self, scope: Scope, block: str, tags: Mapping[str, str] | None = None) -> VpcId:
        """Create a VPC."""
        made = VpcId(self._owners[scope].create_vpc(CidrBlock=block)["Vpc"]["VpcId"])
        self._switch_dns(scope, made, on=True)
        if tags:
            self._owners[scope].create_tags(
                Resources=[made],
                Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            )
        return made

    def main_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """The VPC's main route table."""
        answer = self._owners[scope].describe_route_tables(
            Filters=[
                {"Name": "vpc-id", "Values": [vpc_id]},
                {"Name": "association.main", "Values": ["true"]},
            ]
        )
        return RouteTableId(answer["RouteTables"][0]["RouteTableId"])

    def request(self, requester: VpcId, accepter: VpcId) -> ConnectionId:
        """Request a connection from `here` to `there`."""
        answer = self._owners[self.here].create_vpc_peering_connection(
            VpcId=requester,
            PeerVpcId=accepter,
            PeerOwnerId=self.there.account_id,
            PeerRegion=self.there.region,
        )
        return ConnectionId(answer["VpcPeeringConnection"]["VpcPeeringConnectionId"])

    def delete(self, connection_id: ConnectionId) -> None:
        """Delete the connection, by its requester."""
        self._owners[self.here].delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)

    def associate(self, scope: Scope, vpc_id: VpcId, block: str) -> None:
        """Add a secondary block to a VPC."""
        self._owners[scope].associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock=block)

    def disable_dns(self, scope: Scope, vpc_id: VpcId) -> None:
        """Take DNS hostnames from a VPC."""
        self._switch_dns(scope, vpc_id, on=False)

    def advance(self, hours: float) -> None:
        """Let time pass in EC2."""
        self._ec2.clock.advance(hours * 3600)

    def pace(
        self,
        *,
        invisible: float = 0,
        unwritable: float = 0,
        initiating: float = 0,
        provisioning: float = 0,
        stale: float = 0,
    ) -> None:
        """Make EC2 take its time (seconds) from now on."""
        self._ec2.make(
            fresh_id_seconds=invisible,
            fresh_id_write_seconds=unwritable,
            initiating_seconds=initiating,
            provisioning_seconds=provisioning,
            stale_read_seconds=stale,
        )

    def table(self, scope: Scope, vpc_id: VpcId, *, edge: bool = False) -> RouteTableId:
        """Add a route table to a VPC; `edge` associates it with a gateway."""
        owner = self._owners[scope]
        table = owner.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
        if edge:
            gateway = owner.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            owner.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
            owner.associate_route_table(RouteTableId=table, GatewayId=gateway)
        return RouteTableId(table)

    def propagate(self, scope: Scope, table_id: RouteTableId, destination: str) -> None:
        """Have a virtual private gateway propagate a route."""
        account, region = scope.account_id, scope.region
        gateway = "vgw-0123456789abcdef0"
        self._ec2.propagate_route(account, region, table_id, destination, gateway)

    def limit_routes(self, most: int) -> None:
        """Let a table hold no more than so many routes of a family."""
        self._ec2.make(routes_per_table=most)

    def delete_vpc(self, scope: Scope, vpc_id: VpcId) -> None:
        """Delete a VPC."""
        self._owners[scope].delete_vpc(VpcId=vpc_id)

    def disassociate(self, scope: Scope, vpc_id: VpcId, block: str) -> None:
        """Take a secondary block from a VPC."""
        (vpc,) = self._owners[scope].describe_vpcs(VpcIds=[vpc_id])["Vpcs"]
        (gone,) = [a for a in vpc["CidrBlockAssociationSet"] if a["CidrBlock"] == block]
        self._owners[scope].disassociate_vpc_cidr_block(AssociationId=gone["AssociationId"])

    def _switch_dns(self, scope: Scope, vpc_id: VpcId, *, on: bool) -> None:
        self._owners[scope].modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": on})


def labs_on(ec2: LocalEc2) -> Iterator[Ec2Lab]:
    """Build labs, each in accounts of its own: that is quicker than starting EC2 anew.

    The program enters through AssumeRole, as it does everywhere; the owners are just there.
    """
    sts: STSClient = boto3.client("sts", region_name="us-east-1")
    role = MemberRole("arn:aws:iam::{account}:role/vpc-peering-route", "external-id", "contract")
    network = Ec2Network(Ec2Clients(role, ec2.clock.now, lambda: sts))
    for number in count(100_000_000_000, 2):
        here, there = (AccountId(str(number + account)) for account in range(2))
        ec2.world.settings = Settings()
        scopes = Scope(here, HERE.region), Scope(there, THERE.region)
        owners = {scope: ec2.client(scope.account_id, scope.region) for scope in scopes}
        yield Ec2Lab(ec2, owners, network, *scopes)
