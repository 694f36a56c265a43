"""Routes that are not the callers' own, beside those that are."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import ACCOUNT, REGION, peers, refused

THERE = "10.20.0.0/16"


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def test_propagated_routes_stand_beside_static_ones_and_survive(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client, table_id = pair.requester.client, pair.requester.table_id()
    ec2.propagate_route(ACCOUNT, REGION, table_id, THERE, "vgw-0123456789abcdef0")
    client.create_route(
        RouteTableId=table_id, DestinationCidrBlock=THERE, VpcPeeringConnectionId=pair.peer()
    )
    client.delete_route(RouteTableId=table_id, DestinationCidrBlock=THERE)
    route = pair.requester.route(THERE)
    assert route is not None
    assert route["Origin"] == "EnableVgwRoutePropagation"
    assert route["GatewayId"] == "vgw-0123456789abcdef0"
    with refused("InvalidRoute.NotFound"):
        client.delete_route(RouteTableId=table_id, DestinationCidrBlock=THERE)
    client.create_route_table(VpcId=pair.requester.vpc_id)


@pytest.mark.parametrize(("filtered", "state"), [(False, "active"), (True, "filtered")])
def test_advertised_routes_say_so_and_may_be_filtered(
    ec2: LocalEc2,
    filtered: bool,  # noqa: FBT001 # a table's column
    state: str,
) -> None:
    pair = peers(ec2)
    client, table_id = pair.requester.client, pair.requester.table_id()
    ec2.advertise_route(
        ACCOUNT, REGION, table_id, THERE, "eni-0123456789abcdef0", filtered=filtered
    )
    route = pair.requester.route(THERE)
    assert route is not None
    assert (route["Origin"], route["State"]) == ("Advertisement", state)
    found = client.describe_route_tables(Filters=[{"Name": "route.state", "Values": [state]}])
    assert table_id in {table["RouteTableId"] for table in found["RouteTables"]}
    with refused("InvalidRoute.NotFound"):
        client.delete_route(RouteTableId=table_id, DestinationCidrBlock=THERE)


def test_prefix_list_routes_survive_later_calls(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client, table_id, connection_id = pair.requester.client, pair.requester.table_id(), pair.peer()
    prefix_list = client.create_managed_prefix_list(
        PrefixListName="peers", MaxEntries=5, AddressFamily="IPv4", Entries=[{"Cidr": THERE}]
    )["PrefixList"]["PrefixListId"]
    client.create_route(
        RouteTableId=table_id,
        DestinationPrefixListId=prefix_list,
        VpcPeeringConnectionId=connection_id,
    )
    client.create_route(
        RouteTableId=table_id, DestinationCidrBlock=THERE, VpcPeeringConnectionId=connection_id
    )
    for destination in (prefix_list, THERE):
        route = pair.requester.route(destination)
        assert route is not None
        assert route["State"] == "active"
    with refused("RouteAlreadyExists"):
        client.create_route(
            RouteTableId=table_id,
            DestinationPrefixListId=prefix_list,
            VpcPeeringConnectionId=connection_id,
        )
    client.delete_route(RouteTableId=table_id, DestinationPrefixListId=prefix_list)
    assert pair.requester.route(prefix_list) is None


def test_the_local_route_can_neither_be_deleted_nor_lead_to_a_connection(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client, table_id, connection_id = pair.requester.client, pair.requester.table_id(), pair.peer()
    with refused("InvalidParameterValue", "cannot remove local route"):
        client.delete_route(RouteTableId=table_id, DestinationCidrBlock="10.10.0.0/16")
    with refused("InvalidParameterValue"):
        client.replace_route(
            RouteTableId=table_id,
            DestinationCidrBlock="10.10.0.0/16",
            VpcPeeringConnectionId=connection_id,
        )
    route = pair.requester.route("10.10.0.0/16")
    assert route is not None
    assert (route["GatewayId"], route["Origin"]) == ("local", "CreateRouteTable")


def test_a_route_to_elsewhere_can_be_replaced_and_forgets_its_old_target(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client, table_id, connection_id = pair.requester.client, pair.requester.table_id(), pair.peer()
    internet = client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    carrier = client.create_carrier_gateway(VpcId=pair.requester.vpc_id)["CarrierGateway"]
    to_carrier = {"CarrierGatewayId": carrier["CarrierGatewayId"]}
    for block, target in (("10.20.0.0/16", {"GatewayId": internet}), ("10.21.0.0/16", to_carrier)):
        where = {"RouteTableId": table_id, "DestinationCidrBlock": block}
        client.create_route(**where, **target)  # type: ignore[arg-type]
        with refused("RouteAlreadyExists"):
            client.create_route(**where, VpcPeeringConnectionId=connection_id)  # type: ignore[arg-type]
        client.replace_route(**where, VpcPeeringConnectionId=connection_id)  # type: ignore[arg-type]
        assert pair.requester.route(block) == {
            "DestinationCidrBlock": block,
            "VpcPeeringConnectionId": connection_id,
            "Origin": "CreateRoute",
            "State": "active",
        }
