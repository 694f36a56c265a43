"""EC2's quotas on peering and routes.

https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
"""

from collections.abc import Iterable
from datetime import datetime

from localcloud.ec2.connections import Connection, Connections
from localcloud.ec2.errors import RefusedError
from localcloud.ec2.routes import Destination, Route, family
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.settings import Settings
from localcloud.ec2.states import Code


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


def check_routes(routes: Iterable[Route], destination: Destination, settings: Settings) -> None:
    """Refuse one more static route of a family than a table may hold; propagated ones are free."""
    alike = sum(
        route.is_static and family(route.destination) == family(destination) for route in routes
    )
    if alike >= settings.routes_per_table:
        raise RefusedError(
            "RouteLimitExceeded",
            f"The maximum number of routes has been reached: {settings.routes_per_table}",
        )
