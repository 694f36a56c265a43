"""The filters of DescribeRouteTables.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html
"""

from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network

from localcloud.ec2.blackholes import state
from localcloud.ec2.connections import Connections
from localcloud.ec2.filters import Filters, Values
from localcloud.ec2.tables import Table

_TARGETS = {
    "route.gateway-id": "GatewayId",
    "route.instance-id": "InstanceId",
    "route.nat-gateway-id": "NatGatewayId",
    "route.egress-only-internet-gateway-id": "EgressOnlyInternetGatewayId",
    "route.transit-gateway-id": "TransitGatewayId",
    "route.vpc-peering-connection-id": "VpcPeeringConnectionId",
}


def table_filters(connections: Connections, now: datetime) -> Filters[Table]:
    """The filters, with the routes' states of that time."""

    def destinations(table: Table, kind: type) -> Values:
        return [str(r.destination) for r in table.routes if isinstance(r.destination, kind)]

    def target(member: str) -> Callable[[Table], Values]:
        return lambda t: [route.targets[member] for route in t.routes if member in route.targets]

    return Filters(
        readers={name: target(member) for name, member in _TARGETS.items()}
        | {
            "route-table-id": lambda t: [t.id],
            "vpc-id": lambda t: [t.vpc_id],
            "owner-id": lambda t: [t.scope.account_id],
            "association.main": lambda t: [
                str(any(a.is_main for a in t.associations)).lower(),
            ],
            "association.route-table-id": lambda t: [t.id],
            "association.route-table-association-id": lambda t: [a.id for a in t.associations],
            "association.subnet-id": lambda t: [a.subnet_id for a in t.associations if a.subnet_id],
            "association.gateway-id": lambda t: [
                a.gateway_id for a in t.associations if a.gateway_id
            ],
            "route.destination-cidr-block": lambda t: destinations(t, IPv4Network),
            "route.destination-ipv6-cidr-block": lambda t: destinations(t, IPv6Network),
            "route.destination-prefix-list-id": lambda t: destinations(t, str),
            "route.origin": lambda t: [route.origin for route in t.routes],
            "route.state": lambda t: [state(route, connections, now) for route in t.routes],
        },
        tags=lambda table: table.tags,
    )
