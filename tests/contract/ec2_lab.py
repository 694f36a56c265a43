"""The same small network in a local EC2, through boto3."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING

import boto3

from localcloud.ec2 import LocalEc2, Settings
from peering.aws.network import Ec2Network
from peering.aws.sessions import Ec2Clients, MemberRole
from peering.core.model import AccountId, ConnectionId, Scope, VpcId
from peering.core.tables import RouteTableId
from peering.ports import Network
from tests.contract.network_lab import HERE, THERE, Pace

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

    def gateway_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """Create a route table that an internet gateway is associated with."""
        owner = self._owners[scope]
        gateway = owner.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        owner.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc_id)
        table = owner.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
        owner.associate_route_table(RouteTableId=table, GatewayId=gateway)
        return RouteTableId(table)

    def limit_tables(self, routes: int) -> None:
        """Let a route table hold so many routes."""
        self._ec2.make(routes_per_table=routes)

    def slow_down(self, seconds: Pace) -> None:
        """Let EC2 take so long with whatever is requested from now on."""
        self._ec2.make(
            fresh_id_seconds=seconds.get("invisible", 0),
            provisioning_seconds=seconds.get("provisioning", 0),
            stale_read_seconds=seconds.get("stale", 0),
        )

    def advance(self, hours: float) -> None:
        """Let time pass in EC2."""
        self._ec2.clock.advance(hours * 3600)

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
        ec2.world.settings = Settings()
        here, there = (AccountId(str(number + account)) for account in range(2))
        scopes = Scope(here, HERE.region), Scope(there, THERE.region)
        owners = {scope: ec2.client(scope.account_id, scope.region) for scope in scopes}
        yield Ec2Lab(ec2, owners, network, *scopes)
