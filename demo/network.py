"""VPCs, route tables and requests, made with the owners' own credentials through EC2's API."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.places import Vpc
from localcloud import LocalCloud

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import RouteTypeDef, TagTypeDef, VpcPeeringConnectionTypeDef

type RouteRow = dict[str, str]


@dataclass(frozen=True, slots=True)
class Network:
    """What the teams do to their networks, and what EC2 shows them."""

    cloud: LocalCloud

    def vpc(self, account: str, region: str, *cidrs: str, **tags: str) -> Vpc:
        """Make a VPC with these blocks, DNS on, a main route table and another one."""
        ec2 = self._ec2(account, region)
        vpc_id = ec2.create_vpc(CidrBlock=cidrs[0])["Vpc"]["VpcId"]
        for block in cidrs[1:]:
            ec2.associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock=block)
        ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsSupport={"Value": True})
        ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
        if tags:
            listed: list[TagTypeDef] = [{"Key": k, "Value": v} for k, v in tags.items()]
            ec2.create_tags(Resources=[vpc_id], Tags=listed)
        ec2.create_route_table(VpcId=vpc_id)
        found = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])
        ids = tuple(table["RouteTableId"] for table in found["RouteTables"])
        return Vpc(account, region, vpc_id, cidrs, ids)

    def transit_route(self, vpc: Vpc, destination: str) -> str:
        """Lead *destination* to a transit gateway in the last table; give the gateway's id."""
        ec2 = self._ec2(vpc.account, vpc.region)
        gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        ec2.create_route(
            RouteTableId=vpc.tables[-1],
            DestinationCidrBlock=destination,
            TransitGatewayId=gateway,
        )
        return gateway

    def request(self, requester: Vpc, accepter: Vpc) -> str:
        """Ask for a connection, as the requester's team; give its id."""
        made = self._ec2(requester.account, requester.region).create_vpc_peering_connection(
            VpcId=requester.id,
            PeerVpcId=accepter.id,
            PeerOwnerId=accepter.account,
            PeerRegion=accepter.region,
        )
        return made["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def delete(self, connection_id: str, by: Vpc) -> None:
        """Delete the connection, as the team of *by*."""
        self._ec2(by.account, by.region).delete_vpc_peering_connection(
            VpcPeeringConnectionId=connection_id
        )

    def connection(self, connection_id: str, seen_by: Vpc) -> "VpcPeeringConnectionTypeDef":
        """What EC2 shows of the connection to the owner of *seen_by*."""
        found = self._ec2(seen_by.account, seen_by.region).describe_vpc_peering_connections(
            VpcPeeringConnectionIds=[connection_id]
        )
        return found["VpcPeeringConnections"][0]

    def status(self, connection_id: str, seen_by: Vpc) -> str:
        """EC2's status code of the connection."""
        return self.connection(connection_id, seen_by)["Status"].get("Code", "")

    def routes(self, vpc: Vpc) -> list[RouteRow]:
        """Every route of every table of the VPC, a row each."""
        found = self._ec2(vpc.account, vpc.region).describe_route_tables(
            Filters=[{"Name": "vpc-id", "Values": [vpc.id]}]
        )
        return [
            {
                "table": table["RouteTableId"],
                "destination": _destination(route),
                "target": _target(route),
                "state": route.get("State", ""),
            }
            for table in found["RouteTables"]
            for route in table["Routes"]
        ]

    def _ec2(self, account: str, region: str) -> "EC2Client":
        client: EC2Client = self.cloud.client("ec2", account, region)
        return client


def _destination(route: "RouteTypeDef") -> str:
    return route.get("DestinationCidrBlock") or route.get("DestinationIpv6CidrBlock", "")


def _target(route: "RouteTypeDef") -> str:
    return (
        route.get("VpcPeeringConnectionId")
        or route.get("TransitGatewayId")
        or route.get("GatewayId", "")
    )
