"""What a script says that is written straight from AWS's guide, for an accepter who has both sides.

https://docs.aws.amazon.com/vpc/latest/peering/accept-vpc-peering-connection.html
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html

It judges nothing, looks for no conflict, remembers and tells nothing, and knows both accounts.
Its words: the connection, then account, Region and VPC of the requester and of the accepter.
"""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client


def main(
    connection_id: str, requester: tuple[str, str, str], accepter: tuple[str, str, str]
) -> None:
    """Accept, then route and resolve on both sides."""
    asks, asked = _client(*requester[:2]), _client(*accepter[:2])
    with suppress(ClientError):  # accepted already
        asked.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    told = asked.describe_vpc_peering_connections(VpcPeeringConnectionIds=[connection_id])
    (connection,) = told["VpcPeeringConnections"]
    _route(asks, requester[2], connection_id, connection["AccepterVpcInfo"])
    _route(asked, accepter[2], connection_id, connection["RequesterVpcInfo"])
    for client, side in ((asks, "Requester"), (asked, "Accepter")):
        options: dict[str, Any] = {
            f"{side}PeeringConnectionOptions": {"AllowDnsResolutionFromRemoteVpc": True}
        }
        client.modify_vpc_peering_connection_options(
            VpcPeeringConnectionId=connection_id, **options
        )


def _client(account: str, region: str) -> "EC2Client":
    role = f"arn:aws:iam::{account}:role/network-admin"
    told = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="guide")["Credentials"]
    return boto3.client(
        "ec2",
        region_name=region,
        aws_access_key_id=told["AccessKeyId"],
        aws_secret_access_key=told["SecretAccessKey"],
        aws_session_token=told["SessionToken"],
    )


def _route(client: "EC2Client", vpc_id: str, connection_id: str, peer: Any) -> None:  # noqa: ANN401 # as boto3 tells it
    tables = client.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])
    for table in tables["RouteTables"]:
        for block in peer["CidrBlockSet"]:
            with suppress(ClientError):  # it is there already
                client.create_route(
                    RouteTableId=table["RouteTableId"],
                    DestinationCidrBlock=block["CidrBlock"],
                    VpcPeeringConnectionId=connection_id,
                )


if __name__ == "__main__":
    words = sys.argv[1:]
    main(words[0], (words[1], words[2], words[3]), (words[4], words[5], words[6]))
