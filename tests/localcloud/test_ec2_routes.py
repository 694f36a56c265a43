"""Routes to connections: where they may lead, and when they lead nowhere."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import DAY, End, end, peers, refused

THERE = "10.20.0.0/16"


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def lead(its_end: End, destination: str, connection_id: str) -> None:
    its_end.client.create_route(
        RouteTableId=its_end.table_id(),
        DestinationCidrBlock=destination,
        VpcPeeringConnectionId=connection_id,
    )


def state(its_end: End, destination: str) -> str | None:
    route = its_end.route(destination)
    return None if route is None else route["State"]


def test_a_route_is_a_blackhole_before_the_connection_is_active(ec2: LocalEc2) -> None:
    ec2.make(provisioning_seconds=5)
    pair = peers(ec2)
    connection_id = pair.request()
    lead(pair.requester, THERE, connection_id)
    assert state(pair.requester, THERE) == "blackhole"
    pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert state(pair.requester, THERE) == "blackhole"
    ec2.clock.advance(5)
    assert state(pair.requester, THERE) == "active"


def test_routes_stay_as_blackholes_on_both_sides_when_the_connection_is_gone(
    ec2: LocalEc2,
) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    lead(pair.requester, THERE, connection_id)
    lead(pair.accepter, "10.10.0.0/16", connection_id)
    pair.accepter.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    ec2.clock.advance(30 * DAY)
    assert state(pair.requester, THERE) == state(pair.accepter, "10.10.0.0/16") == "blackhole"
    tables = pair.requester.client.describe_route_tables(
        Filters=[{"Name": "route.vpc-peering-connection-id", "Values": [connection_id]}]
    )["RouteTables"]
    assert [table["RouteTableId"] for table in tables] == [pair.requester.table_id()]


def test_destinations_are_kept_with_their_host_bits_cleared(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    lead(pair.requester, "100.68.0.18/18", connection_id)
    assert state(pair.requester, "100.68.0.0/18") == "active"
    with refused("RouteAlreadyExists"):
        lead(pair.requester, "100.68.1.1/18", connection_id)
    pair.requester.client.delete_route(
        RouteTableId=pair.requester.table_id(), DestinationCidrBlock="100.68.9.9/18"
    )
    assert pair.requester.route("100.68.0.0/18") is None


def test_ipv6_destinations_are_routes_of_their_own(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    table_id = pair.requester.table_id()
    for _ in range(2):
        pair.requester.client.create_route(
            RouteTableId=table_id,
            DestinationIpv6CidrBlock="2001:db8:20::1/56",
            VpcPeeringConnectionId=connection_id,
        )
        route = pair.requester.route("2001:db8:20::/56")
        assert route is not None
        assert (route["State"], route["VpcPeeringConnectionId"]) == ("active", connection_id)
        with refused("RouteAlreadyExists"):
            pair.requester.client.create_route(
                RouteTableId=table_id,
                DestinationIpv6CidrBlock="2001:db8:20::/56",
                VpcPeeringConnectionId=connection_id,
            )
        pair.requester.client.delete_route(
            RouteTableId=table_id, DestinationIpv6CidrBlock="2001:db8:20::/56"
        )


def test_replace_needs_the_exact_destination(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    table_id, client = pair.requester.table_id(), pair.requester.client
    gone = pair.peer()
    lead(pair.requester, THERE, gone)
    client.delete_vpc_peering_connection(VpcPeeringConnectionId=gone)
    stands = pair.peer()
    with refused("InvalidParameterValue", "Use CreateRoute instead"):
        client.replace_route(
            RouteTableId=table_id,
            DestinationCidrBlock="10.20.0.0/17",
            VpcPeeringConnectionId=stands,
        )
    client.replace_route(
        RouteTableId=table_id, DestinationCidrBlock=THERE, VpcPeeringConnectionId=stands
    )
    assert state(pair.requester, THERE) == "active"


def test_delete_needs_the_exact_destination(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    with refused("InvalidRoute.NotFound"):
        pair.requester.client.delete_route(
            RouteTableId=pair.requester.table_id(), DestinationCidrBlock=THERE
        )


@pytest.mark.parametrize(
    "destination", ["10.10.0.0/16", "10.10.5.0/24", "169.254.168.0/22", "169.254.169.254/32"]
)
def test_own_and_reserved_destinations_are_refused(ec2: LocalEc2, destination: str) -> None:
    pair = peers(ec2)
    with refused("InvalidParameterValue"):
        lead(pair.requester, destination, pair.peer())


def test_the_ipv6_range_of_instance_metadata_is_refused(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    with refused("InvalidParameterValue"):
        pair.requester.client.create_route(
            RouteTableId=pair.requester.table_id(),
            DestinationIpv6CidrBlock="fd00:ec2::254/128",
            VpcPeeringConnectionId=pair.peer(),
        )


def test_a_gateways_own_table_holds_no_peering_routes(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client = pair.requester.client
    gateway = client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=pair.requester.vpc_id)
    table = client.create_route_table(VpcId=pair.requester.vpc_id)["RouteTable"]["RouteTableId"]
    client.associate_route_table(RouteTableId=table, GatewayId=gateway)
    with refused("InvalidParameterValue", "associated with a gateway"):
        client.create_route(
            RouteTableId=table, DestinationCidrBlock=THERE, VpcPeeringConnectionId=pair.peer()
        )


def test_a_table_that_leads_to_a_connection_becomes_no_gateways_own(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client = pair.requester.client
    gateway = client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=pair.requester.vpc_id)
    table = client.create_route_table(VpcId=pair.requester.vpc_id)["RouteTable"]["RouteTableId"]
    client.create_route(
        RouteTableId=table, DestinationCidrBlock=THERE, VpcPeeringConnectionId=pair.peer()
    )
    with refused("InvalidParameterValue", "cannot be associated with a gateway"):
        client.associate_route_table(RouteTableId=table, GatewayId=gateway)


def test_a_table_leads_only_to_connections_of_its_own_vpc(ec2: LocalEc2) -> None:
    connection_id = peers(ec2).peer()
    with refused("InvalidParameterValue", "different networks"):
        lead(end(ec2, "10.77.0.0/16"), THERE, connection_id)
    with refused("InvalidVpcPeeringConnectionID.NotFound"):
        lead(end(ec2, "10.77.0.0/16"), THERE, "pcx-00000000000000000")


def test_an_unknown_table_has_its_own_code(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    with refused("InvalidRouteTableID.NotFound"):
        pair.requester.client.create_route(
            RouteTableId="rtb-00000000000000000",
            DestinationCidrBlock=THERE,
            VpcPeeringConnectionId=pair.peer(),
        )
