"""Route tables become typed values, whatever their routes lead to."""

from typing import TYPE_CHECKING

import pytest

from peering.aws import parsing
from peering.core.blocks import cidr
from peering.core.tables import (
    PrefixListId,
    RouteOrigin,
    RouteState,
    RouteTable,
    Target,
    TargetKind,
)
from tests.core.examples import REQUESTER_SCOPE

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import (
        RouteTableTypeDef,
        RouteTypeDef,
    )

TARGETS: "list[tuple[RouteTypeDef, Target]]" = [
    ({"GatewayId": "local"}, Target(TargetKind.LOCAL, "local")),
    ({"GatewayId": "igw-1"}, Target(TargetKind.GATEWAY, "igw-1")),
    ({"GatewayId": "vgw-1"}, Target(TargetKind.GATEWAY, "vgw-1")),
    ({"GatewayId": "vpce-1"}, Target(TargetKind.GATEWAY, "vpce-1")),
    ({"VpcPeeringConnectionId": "pcx-1"}, Target(TargetKind.PEERING, "pcx-1")),
    ({"TransitGatewayId": "tgw-1"}, Target(TargetKind.TRANSIT_GATEWAY, "tgw-1")),
    ({"NatGatewayId": "nat-1"}, Target(TargetKind.NAT_GATEWAY, "nat-1")),
    ({"InstanceId": "i-1", "NetworkInterfaceId": "eni-1"}, Target(TargetKind.INSTANCE, "i-1")),
    ({"NetworkInterfaceId": "eni-1"}, Target(TargetKind.NETWORK_INTERFACE, "eni-1")),
    (
        {"EgressOnlyInternetGatewayId": "eigw-1"},
        Target(TargetKind.EGRESS_ONLY_GATEWAY, "eigw-1"),
    ),
    ({"LocalGatewayId": "lgw-1"}, Target(TargetKind.LOCAL_GATEWAY, "lgw-1")),
    ({"CarrierGatewayId": "cagw-1"}, Target(TargetKind.CARRIER_GATEWAY, "cagw-1")),
    ({"CoreNetworkArn": "arn:core"}, Target(TargetKind.CORE_NETWORK, "arn:core")),
    ({"OdbNetworkArn": "arn:odb"}, Target(TargetKind.ODB_NETWORK, "arn:odb")),
]


@pytest.mark.parametrize(("raw", "target"), TARGETS)
def test_every_kind_of_target_is_known(raw: "RouteTypeDef", target: Target) -> None:
    (route,) = table_with({"DestinationCidrBlock": "10.0.0.0/8", **raw}).routes

    assert route.target == target


def test_a_target_unheard_of_leads_elsewhere_and_takes_its_destination() -> None:
    (route,) = table_with({"DestinationCidrBlock": "10.20.0.0/16"}).routes

    assert route.target.kind is TargetKind.OTHER
    assert route.destination == cidr("10.20.0.0/16")


def test_routes_keep_their_destinations_states_and_origins() -> None:
    routes = table_with(
        {"DestinationCidrBlock": "100.68.0.18/18", "State": "blackhole", "Origin": "CreateRoute"},
        {"DestinationIpv6CidrBlock": "2001:db8:1::/56", "State": "filtered"},
        {
            "DestinationPrefixListId": "pl-1",
            "State": "active",
            "Origin": "EnableVgwRoutePropagation",
        },
    ).routes

    assert [route.destination for route in routes] == [
        cidr("100.68.0.0/18"),
        cidr("2001:db8:1::/56"),
        PrefixListId("pl-1"),
    ]
    assert [route.state for route in routes] == [
        RouteState.BLACKHOLE,
        RouteState.FILTERED,
        RouteState.ACTIVE,
    ]
    assert [route.origin for route in routes] == [
        RouteOrigin.CREATE_ROUTE,
        RouteOrigin.UNKNOWN,
        RouteOrigin.PROPAGATED,
    ]


def test_a_gateways_own_table_is_an_edge_table() -> None:
    raw: RouteTableTypeDef = {
        "RouteTableId": "rtb-1",
        "VpcId": "vpc-1",
        "Associations": [{"Main": False, "GatewayId": "igw-1"}],
    }

    read = parsing.route_table(raw, REQUESTER_SCOPE)

    assert (read.edge, read.main) == (True, False)


def table_with(*routes: "RouteTypeDef") -> RouteTable:
    raw: RouteTableTypeDef = {
        "RouteTableId": "rtb-1",
        "VpcId": "vpc-1",
        "Routes": list(routes),
    }
    return parsing.route_table(raw, REQUESTER_SCOPE)
