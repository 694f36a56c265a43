"""Two accounts on the local EC2, with what their owners do there, and the program over them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import boto3

from localcloud.ec2 import Clock, LocalEc2, local_ec2
from peering.aws.network import Ec2Network
from peering.aws.sessions import Ec2Clients, MemberRole
from peering.core.approvals import Rule
from peering.core.model import ConnectionId, Scope
from tests.catalogue.asked import Asked
from tests.localcloud.ec2_peers import End, Peers
from tests.usecases.program import Program, approving
from tests.world import ACCEPTER, HOME, REQUESTER, FakeClock, World
from tests.world.ec2 import scope

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import RouteTypeDef

ABROAD = "eu-west-1"
STRANGER = "777788889999"


@dataclass(slots=True)
class Estate:
    """EC2, what is in it, and the program's own world beside it, all by one clock."""

    ec2: LocalEc2
    world: World
    asked: Asked
    clients: "Callable[[Scope], EC2Client]"
    _ends: dict[str, End] = field(default_factory=dict)
    _requested: dict[ConnectionId, Peers] = field(default_factory=dict)

    def vpc(
        self,
        block: str,
        account: str = REQUESTER,
        region: str = HOME,
        tags: Mapping[str, str] | None = None,
    ) -> End:
        """A VPC of that account, with DNS hostnames."""
        client = self.ec2.client(account, region)
        vpc_id = client.create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
        client.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
        if tags:
            client.create_tags(
                Resources=[vpc_id], Tags=[{"Key": k, "Value": v} for k, v in tags.items()]
            )
        made = self._ends[vpc_id] = End(client, account, region, vpc_id)
        return made

    def pair(self) -> tuple[End, End]:
        """The usual two VPCs, in two accounts and two Regions."""
        return self.vpc("10.10.0.0/16"), self.vpc("10.20.0.0/16", ACCEPTER, ABROAD)

    def table(self, end: End, **tags: str) -> str:
        """One more route table in the VPC."""
        table = end.client.create_route_table(VpcId=end.vpc_id)["RouteTable"]["RouteTableId"]
        if tags:
            end.client.create_tags(
                Resources=[table], Tags=[{"Key": k, "Value": v} for k, v in tags.items()]
            )
        return table

    def request(self, requester: End, accepter: End) -> ConnectionId:
        """The requester asks."""
        pair = Peers(requester, accepter)
        connection_id = ConnectionId(pair.request())
        self._requested[connection_id] = pair
        return connection_id

    def routes(self, end: End) -> dict[tuple[str, str], "RouteTypeDef"]:
        """Every route of the VPC's tables but the local ones, by table and destination."""
        pages = end.client.get_paginator("describe_route_tables").paginate(
            Filters=[{"Name": "vpc-id", "Values": [end.vpc_id]}]
        )
        return {
            (table["RouteTableId"], destination_of(route)): route
            for page in pages
            for table in page["RouteTables"]
            for route in table["Routes"]
            if route.get("GatewayId") != "local"
        }

    def routes_to(self, connection_id: ConnectionId) -> set[tuple[str, str]]:
        """Where routes lead to the connection, in every VPC."""
        return {
            place
            for end in self._ends.values()
            for place, route in self.routes(end).items()
            if route.get("VpcPeeringConnectionId") == connection_id
        }

    def program(self, *rules: Rule, routes_per_table: int = 500) -> "EstateProgram":
        """The program with these rules."""
        approvals = approving(*rules, routes_per_table=routes_per_table)
        return EstateProgram(self.world, approvals, estate=self)

    def scopes_of(self, connection_id: ConnectionId) -> tuple[Scope, ...]:
        """Where the connection's ends lie, the accepter's first; everywhere if nobody knows."""
        pair = self._requested[connection_id]
        return tuple(scope(end.account_id, end.region) for end in (pair.accepter, pair.requester))


@dataclass(slots=True)
class EstateProgram(Program):
    """The program, told of connections on the estate."""

    estate: Estate = field(kw_only=True)

    def scopes_of(self, connection_id: ConnectionId) -> tuple[Scope, ...]:
        """Where an event says that the connection is."""
        return self.estate.scopes_of(connection_id)


def destination_of(route: "RouteTypeDef") -> str:
    """A route's destination, of whatever kind."""
    names = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    return next(str(route[name]) for name in names if name in route)  # type: ignore[literal-required]  # EC2's own


@contextmanager
def estate() -> Iterator[Estate]:
    """An estate of its own, for as long as the `with` lasts; EC2 goes by the world's clock."""
    clock = FakeClock()
    with local_ec2(clock=Clock(clock)) as ec2:
        sts = boto3.client("sts", region_name=HOME)
        role = MemberRole("arn:aws:iam::{account}:role/vpc-peering-route", "external-id", "test")
        opened = clock()  # the sessions of a test never end
        clients = Ec2Clients(role, lambda: opened, lambda: sts)
        world, asked = World(clock), Asked()
        world.network = Ec2Network(asked.listening(clients))
        yield Estate(ec2, world, asked, clients)
