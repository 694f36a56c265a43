"""Two VPCs that may peer, for tests of the local EC2."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from localcloud.ec2 import LocalEc2

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import RouteTypeDef, VpcPeeringConnectionTypeDef

ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT = "111122223333", "444455556666", "777788889999"
REGION, OTHER_REGION = "us-east-1", "eu-west-1"
MINUTE, HOUR, DAY = 60, 3600, 86400


@contextmanager
def refused(code: str, words: str = "") -> Iterator[None]:
    """What happens inside is refused by EC2 with this code, and these words in its message."""
    with pytest.raises(ClientError) as caught:
        yield
    said = caught.value.response["Error"]
    assert said["Code"] == code
    assert words in said["Message"]


@dataclass(frozen=True, slots=True)
class End:
    """A VPC and a client of its owner in its Region."""

    client: "EC2Client"
    account_id: str
    region: str
    vpc_id: str

    def connection(self, connection_id: str) -> "VpcPeeringConnectionTypeDef":
        """The connection as this end sees it."""
        answer = self.client.describe_vpc_peering_connections(
            VpcPeeringConnectionIds=[connection_id]
        )
        return answer["VpcPeeringConnections"][0]

    def status(self, connection_id: str) -> str | None:
        """The connection's status code as this end sees it; None for NotFound."""
        try:
            return self.connection(connection_id)["Status"]["Code"]
        except ClientError as error:
            assert error.response["Error"]["Code"] == "InvalidVpcPeeringConnectionID.NotFound"  # noqa: PT017 - anything else is a fault
            return None

    def table_id(self) -> str:
        """The VPC's main route table."""
        tables = self.client.describe_route_tables(
            Filters=[
                {"Name": "vpc-id", "Values": [self.vpc_id]},
                {"Name": "association.main", "Values": ["true"]},
            ]
        )["RouteTables"]
        return tables[0]["RouteTableId"]

    def route(self, destination: str) -> "RouteTypeDef | None":
        """The main table's route to that destination."""
        table = self.client.describe_route_tables(RouteTableIds=[self.table_id()])["RouteTables"][0]
        names = (
            "DestinationCidrBlock",
            "DestinationIpv6CidrBlock",
            "DestinationPrefixListId",
        )
        found = (r for r in table["Routes"] if destination in (r.get(name) for name in names))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Peers:
    """A requester's and an accepter's end."""

    requester: End
    accepter: End

    def request(self) -> str:
        """The requester asks; the id of the connection."""
        answer = self.requester.client.create_vpc_peering_connection(
            VpcId=self.requester.vpc_id,
            PeerVpcId=self.accepter.vpc_id,
            PeerOwnerId=self.accepter.account_id,
            PeerRegion=self.accepter.region,
        )
        return answer["VpcPeeringConnection"]["VpcPeeringConnectionId"]

    def statuses(self, connection_id: str) -> tuple[str | None, str | None]:
        """The connection's status code as the requester and the accepter see it."""
        return self.requester.status(connection_id), self.accepter.status(connection_id)

    def peer(self) -> str:
        """The requester asks and the accepter accepts."""
        connection_id = self.request()
        self.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        return connection_id


def end(ec2: LocalEc2, block: str, account_id: str = ACCOUNT, region: str = REGION) -> End:
    """A new VPC with that block."""
    client = ec2.client(account_id, region)
    vpc_id = client.create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
    return End(client, account_id, region, vpc_id)


def peers(ec2: LocalEc2) -> Peers:
    """Two VPCs in different accounts and Regions."""
    return Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT, OTHER_REGION))
