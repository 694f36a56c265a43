"""Filters, pages and dry runs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from localcloud.ec2 import LocalEc2, local_ec2
from localcloud.ec2.errors import RefusedError
from localcloud.ec2.paging import Paging
from tests.localcloud.ec2_peers import (
    ACCOUNT,
    OTHER_ACCOUNT,
    REGION,
    Peers,
    end,
    peers,
    refused,
)

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def found(client: "EC2Client", name: str, *values: str) -> list[str]:
    answer = client.describe_vpc_peering_connections(
        Filters=[{"Name": name, "Values": list(values)}]
    )
    return [c["VpcPeeringConnectionId"] for c in answer["VpcPeeringConnections"]]


def test_connections_are_found_by_what_they_are(ec2: LocalEc2) -> None:
    one, other = peers(ec2), Peers(end(ec2, "10.30.0.0/16"), end(ec2, "10.40.0.0/16"))
    active, pending = one.peer(), other.request()
    client = one.requester.client
    client.create_tags(Resources=[active], Tags=[{"Key": "team", "Value": "data platform"}])
    for name, value, expected in (
        ("vpc-peering-connection-id", pending, pending),
        ("status-code", "active", active),
        ("requester-vpc-info.vpc-id", other.requester.vpc_id, pending),
        ("accepter-vpc-info.vpc-id", one.accepter.vpc_id, active),
        ("accepter-vpc-info.owner-id", OTHER_ACCOUNT, active),
        ("requester-vpc-info.cidr-block", "10.30.0.0/16", pending),
        ("accepter-vpc-info.cidr-block", "10.20.*", active),
        ("tag:team", "data*", active),
        ("tag-key", "team", active),
    ):
        assert found(client, name, value) == [expected], name
    assert found(client, "status-code", "active", "pending-acceptance") == [active, pending]
    assert found(client, "vpc-peering-connection-id", "pcx-00000000000000000") == []
    assert found(one.accepter.client, "tag:team", "data*") == []


def test_a_filter_unheard_of_is_refused(ec2: LocalEc2) -> None:
    client = ec2.client(ACCOUNT, REGION)
    with refused("InvalidParameterValue", "The filter 'colour' is invalid"):
        found(client, "colour", "red")
    with refused("InvalidParameterValue"):
        client.describe_route_tables(Filters=[{"Name": "colour", "Values": ["red"]}])


def test_filters_hold_at_most_two_hundred_values(ec2: LocalEc2) -> None:
    client = ec2.client(ACCOUNT, REGION)
    assert found(client, "status-code", *["active"] * 200) == []
    with refused("FilterLimitExceeded"):
        found(client, "status-code", *["active"] * 201)


def test_route_tables_are_found_by_vpc_association_tag_and_route(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client, vpc_id = pair.requester.client, pair.requester.vpc_id
    subnet = client.create_subnet(VpcId=vpc_id, CidrBlock="10.10.1.0/24")["Subnet"]["SubnetId"]
    table = client.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    client.associate_route_table(RouteTableId=table, SubnetId=subnet)
    client.create_tags(Resources=[table], Tags=[{"Key": "tier", "Value": "private"}])
    client.create_route(
        RouteTableId=table,
        DestinationCidrBlock="10.20.0.0/16",
        VpcPeeringConnectionId=(connection_id := pair.peer()),
    )
    for name, value in (
        ("association.subnet-id", subnet),
        ("tag:tier", "private"),
        ("route.vpc-peering-connection-id", connection_id),
        ("route.destination-cidr-block", "10.20.0.0/16"),
        ("route-table-id", table),
    ):
        answer = client.describe_route_tables(
            Filters=[{"Name": name, "Values": [value]}, {"Name": "vpc-id", "Values": [vpc_id]}]
        )
        assert [t["RouteTableId"] for t in answer["RouteTables"]] == [table], name


def test_connections_come_in_pages_of_at_least_five(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    asked = [pair.request() for _ in range(7)]
    client = pair.accepter.client
    first = client.describe_vpc_peering_connections(MaxResults=5)
    second = client.describe_vpc_peering_connections(MaxResults=5, NextToken=first["NextToken"])
    assert len(first["VpcPeeringConnections"]) == 5
    assert "NextToken" not in second
    pages = (*first["VpcPeeringConnections"], *second["VpcPeeringConnections"])
    assert [c["VpcPeeringConnectionId"] for c in pages] == asked


def test_a_page_of_less_than_five_is_refused() -> None:
    """Asked of the rule itself, as boto3 refuses to send it."""
    with pytest.raises(RefusedError, match="greater than or equal to 5"):
        Paging(5, 1000).check(4)


def test_a_page_may_hold_less_than_was_asked_for(ec2: LocalEc2) -> None:
    ec2.make(page_size=2)
    client = ec2.client(ACCOUNT, REGION)
    made = {client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"] for _ in range(4)}
    for_vpcs = list(client.get_paginator("describe_vpcs").paginate())
    assert made <= {vpc["VpcId"] for page in for_vpcs for vpc in page["Vpcs"]}
    assert max(len(page["Vpcs"]) for page in for_vpcs) == 2
    for_tables = list(client.get_paginator("describe_route_tables").paginate())
    assert made <= {table["VpcId"] for page in for_tables for table in page["RouteTables"]}
    with refused("InvalidParameterValue", "less than or equal to 100"):
        client.describe_route_tables(MaxResults=101)


def test_a_dry_run_changes_nothing(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    with refused("DryRunOperation"):
        pair.accepter.client.accept_vpc_peering_connection(
            VpcPeeringConnectionId=connection_id, DryRun=True
        )
    with refused("DryRunOperation"):
        pair.requester.client.create_route(
            RouteTableId=pair.requester.table_id(),
            DestinationCidrBlock="10.20.0.0/16",
            VpcPeeringConnectionId=connection_id,
            DryRun=True,
        )
    assert pair.statuses(connection_id) == ("pending-acceptance",) * 2
    assert pair.requester.route("10.20.0.0/16") is None


def test_a_dry_run_answers_with_http_status_412(ec2: LocalEc2) -> None:
    with pytest.raises(ClientError) as caught:
        ec2.client(ACCOUNT, REGION).describe_vpcs(DryRun=True)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
