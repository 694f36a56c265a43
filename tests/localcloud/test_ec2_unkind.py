"""EC2 at its unkindest: what it may do, each as a setting of its own."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import OTHER_ACCOUNT, Peers, end, peers, refused


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def test_reads_may_know_a_fresh_id_before_writes_do(ec2: LocalEc2) -> None:
    ec2.make(fresh_id_write_seconds=5)
    pair = peers(ec2)
    connection_id = pair.request()
    assert pair.statuses(connection_id) == ("pending-acceptance",) * 2
    with refused("InvalidVpcPeeringConnectionID.NotFound"):
        pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    ec2.clock.advance(5)
    pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert pair.statuses(connection_id) == ("active", "active")


def test_not_found_has_two_spellings(ec2: LocalEc2) -> None:
    ec2.make(other_spelling=True)
    client = peers(ec2).requester.client
    with refused("InvalidVpcPeeringConnectionId.NotFound"):
        client.describe_vpc_peering_connections(VpcPeeringConnectionIds=["pcx-00000000000000000"])
    with refused("InvalidRouteTableId.NotFound"):
        client.describe_route_tables(RouteTableIds=["rtb-00000000000000000"])


def test_what_has_ended_may_be_shown_without_blocks(ec2: LocalEc2) -> None:
    ec2.make(ended_without_blocks=True)
    pair = peers(ec2)
    connection_id = pair.peer()
    assert "CidrBlock" in pair.requester.connection(connection_id)["AccepterVpcInfo"]
    pair.accepter.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    seen = pair.requester.connection(connection_id)
    assert "CidrBlock" not in seen["AccepterVpcInfo"]
    assert "CidrBlockSet" not in seen["RequesterVpcInfo"]


def test_within_a_region_the_same_request_answers_with_what_is_there(ec2: LocalEc2) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT))
    first = pair.request()
    assert pair.request() == first
    pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=first)
    assert pair.request() == first
    pair.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=first)
    assert pair.request() != first


def test_the_same_request_may_make_a_second_connection_that_cannot_be_accepted(
    ec2: LocalEc2,
) -> None:
    ec2.make(duplicates_stand=True)
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT))
    first, second = pair.peer(), pair.request()
    assert first != second
    with refused("VpcPeeringConnectionAlreadyExists", second):
        pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=second)
    assert pair.statuses(first) == ("active", "active")


def test_a_call_can_be_refused_as_often_as_a_test_wants(ec2: LocalEc2) -> None:
    ec2.refuse("AcceptVpcPeeringConnection", "UnauthorizedOperation", times=2, status=403)
    pair = peers(ec2)
    connection_id = pair.request()
    for _ in range(2):
        with refused("UnauthorizedOperation"):
            pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert pair.statuses(connection_id) == ("active", "active")


def test_others_can_act_between_two_calls(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    ec2.meanwhile(
        "AcceptVpcPeeringConnection",
        lambda: pair.requester.client.delete_vpc_peering_connection(
            VpcPeeringConnectionId=connection_id
        ),
    )
    with refused("InvalidStateTransition", "from deleted"):
        pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def test_a_table_may_be_shown_as_it_was(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id, table_id = pair.peer(), pair.requester.table_id()
    ec2.make(stale_table_seconds=5)
    client, there = pair.requester.client, "10.20.0.0/16"

    def create() -> None:
        client.create_route(
            RouteTableId=table_id,
            DestinationCidrBlock=there,
            VpcPeeringConnectionId=connection_id,
        )

    create()
    assert pair.requester.route(there) is None
    with refused("RouteAlreadyExists"):
        create()
    ec2.clock.advance(5)
    assert pair.requester.route(there) is not None
    client.delete_route(RouteTableId=table_id, DestinationCidrBlock=there)
    assert pair.requester.route(there) is not None
    ec2.clock.advance(5)
    assert pair.requester.route(there) is None


def test_no_order_is_promised(ec2: LocalEc2) -> None:
    ec2.make(reordered=True)
    pair = peers(ec2)
    connection_id, table_id = pair.peer(), pair.requester.table_id()
    for number in range(4):
        pair.requester.client.create_route(
            RouteTableId=table_id,
            DestinationCidrBlock=f"10.20.{number}.0/24",
            VpcPeeringConnectionId=connection_id,
        )

    def listed() -> tuple[str, ...]:
        (table,) = pair.requester.client.describe_route_tables(RouteTableIds=[table_id])[
            "RouteTables"
        ]
        return tuple(route["DestinationCidrBlock"] for route in table["Routes"])

    orders = {listed() for _ in range(10)}
    assert len(orders) > 1
    assert len({frozenset(order) for order in orders}) == 1
