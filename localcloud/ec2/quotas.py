"""EC2's quotas on peering and routes.

https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
"""

from datetime import datetime
from ipaddress import IPv4Network, IPv6Network

from localcloud.ec2 import estate
from localcloud.ec2.connections import Connection, Connections
from localcloud.ec2.errors import RefusedError
from localcloud.ec2.routes import Destination
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.settings import Settings
from localcloud.ec2.states import Code
from localcloud.ec2.tables import Table


def check_outstanding(
    connections: Connections, scope: Scope, now: datetime, settings: Settings
) -> None:
    """Refuse one more request than may be pending from one account in one Region."""
    pending = sum(
        connection.life.code(now) in {Code.INITIATING, Code.PENDING}
        for connection in connections.within(scope)
        if Side.REQUESTER in connection.sides_in(scope)
    )
    if pending >= settings.outstanding_requests:
        raise RefusedError(
            "OutstandingVpcPeeringConnectionLimitExceeded",
            f"The limit of {settings.outstanding_requests} outstanding requests has been reached",
        )


def check_active(
    connection: Connection, connections: Connections, now: datetime, settings: Settings
) -> None:
    """Refuse one more active connection than either VPC may have."""
    for side in Side:
        end = connection.end(side)
        active = sum(
            other.life.code(now) in {Code.PROVISIONING, Code.ACTIVE}
            for other in connections.within(end.scope)
            if end.vpc_id in other.vpc_pair
        )
        if active >= settings.active_connections_per_vpc:
            raise RefusedError(
                "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
                f"The VPC {end.vpc_id} has {active} active peering connections already",
            )


def check_routes(table: Table, destination: Destination, settings: Settings) -> None:
    """Refuse more static routes of a family than a table may hold; learned ones are free.

    A prefix list counts for as many as it may ever hold.
    https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
    """
    family, wanted = _weight(table.scope, destination)
    weights = [_weight(table.scope, route.destination) for route in table.routes if route.is_static]
    held = sum(weight for its_family, weight in weights if its_family == family)
    if held + wanted > settings.routes_per_table:
        raise RefusedError(
            "RouteLimitExceeded",
            f"The maximum number of routes has been reached: {settings.routes_per_table}",
        )


def check_tables(held: int, vpc_id: str, settings: Settings) -> None:
    """Refuse one more route table than a VPC may have."""
    if held >= settings.route_tables_per_vpc:
        raise RefusedError(
            "RouteTableLimitExceeded", f"The VPC {vpc_id} has {held} route tables already"
        )


def _weight(scope: Scope, destination: Destination) -> tuple[str, int]:
    match destination:
        case IPv4Network():
            return "ipv4", 1
        case IPv6Network():
            return "ipv6", 1
        case _:
            kept = estate.prefix_list(scope, destination)
            return (kept.family, kept.entries) if kept else ("ipv4", 1)
