"""Two ways to build the same small network: in the fake EC2, and in a local EC2 through boto3."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Protocol

import boto3

from peering.aws.network import Ec2Network
from peering.aws.sessions import Ec2Clients, MemberRole
from peering.core.model import (
    AccountId,
    Cidr,
    ConnectionId,
    Region,
    RouteTableId,
    Scope,
    VpcId,
    cidr,
)
from peering.ports import Clock, Network
from tests.world import World

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_sts import STSClient

HERE = Scope(AccountId("111122223333"), Region("us-east-1"))
THERE = Scope(AccountId("444455556666"), Region("eu-west-1"))


class NetworkLab(Protocol):
    """What owners do, in two accounts and two Regions, before the program looks."""

    here: Scope
    there: Scope

    @property
    def network(self) -> Network:
        """The port under test."""

    def vpc(self, scope: Scope, block: str, tags: Mapping[str, str] | None = None) -> VpcId:
        """Create a VPC."""

    def main_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """The VPC's main route table."""

    def request(self, requester: VpcId, accepter: VpcId) -> ConnectionId:
        """Request a connection from `here` to `there`."""


class FakeLab:
    """The fake EC2."""

    def __init__(self) -> None:
        self.here, self.there = HERE, THERE
        self._world = World()

    @property
    def network(self) -> Network:
        """The port under test."""
        return self._world.network

    def vpc(self, scope: Scope, block: str, tags: Mapping[str, str] | None = None) -> VpcId:
        """Create a VPC."""
        return self._world.vpc(block, account=scope.account_id, region=scope.region, tags=tags).id

    def main_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """The VPC's main route table."""
        del scope
        return self._world.main_table(self._world.ec2.vpcs[vpc_id])

    def request(self, requester: VpcId, accepter: VpcId) -> ConnectionId:
        """Request a connection from `here` to `there`."""
        vpcs = self._world.ec2.vpcs
        return self._world.request(vpcs[requester], vpcs[accepter])


class Ec2Lab:
    """An EC2 that answers boto3, with the owners' own clients for what owners do."""

    def __init__(
        self,
        owner: "Callable[[Scope], EC2Client]",
        network: Network,
        here: Scope = HERE,
        there: Scope = THERE,
    ) -> None:
        self.here, self.there = here, there
        self._owner = owner
        self.network: Network = network

    def vpc(self, scope: Scope, block: str, tags: Mapping[str, str] | None = None) -> VpcId:
        """Create a VPC."""
        made = self._owner(scope).create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
        if tags:
            self._owner(scope).create_tags(
                Resources=[made],
                Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            )
        return VpcId(made)

    def main_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """The VPC's main route table."""
        answer = self._owner(scope).describe_route_tables(
            Filters=[
                {"Name": "vpc-id", "Values": [vpc_id]},
                {"Name": "association.main", "Values": ["true"]},
            ]
        )
        return RouteTableId(answer["RouteTables"][0]["RouteTableId"])

    def request(self, requester: VpcId, accepter: VpcId) -> ConnectionId:
        """Request a connection from `here` to `there`."""
        answer = self._owner(self.here).create_vpc_peering_connection(
            VpcId=requester,
            PeerVpcId=accepter,
            PeerOwnerId=self.there.account_id,
            PeerRegion=self.there.region,
        )
        return ConnectionId(answer["VpcPeeringConnection"]["VpcPeeringConnectionId"])


def moto_labs(clock: Clock) -> Iterator[Ec2Lab]:
    """Build labs on moto, each in accounts of its own: that is quicker than starting moto anew.

    moto tells accounts apart by the role that was assumed.
    """
    sts: STSClient = boto3.client("sts", region_name="us-east-1")
    ours = MemberRole("arn:aws:iam::{account}:role/vpc-peering-route", "external-id", "contract")
    owners = MemberRole("arn:aws:iam::{account}:role/owner", "external-id", "owner")
    network = Ec2Network(Ec2Clients(ours, clock, lambda: sts))
    owner = Ec2Clients(owners, clock, lambda: sts)
    for number in count(100_000_000_000, 2):
        here, there = (AccountId(str(number + account)) for account in range(2))
        yield Ec2Lab(owner, network, Scope(here, HERE.region), Scope(there, THERE.region))


def blocks(*texts: str) -> tuple[Cidr, ...]:
    """Read blocks."""
    return tuple(map(cidr, texts))
