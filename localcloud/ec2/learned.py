"""Routes that nobody writes: from virtual private gateways and from route servers.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
"""

from localcloud.ec2.destinations import canonical
from localcloud.ec2.routes import ADVERTISED, PROPAGATED, Route
from localcloud.ec2.scope import Scope
from localcloud.ec2.world import World


def propagate(world: World, scope: Scope, table_id: str, destination: str, gateway_id: str) -> None:
    """Add a route as a virtual private gateway would; raises RefusedError for an unknown table."""
    route = Route(canonical(destination), PROPAGATED, {"GatewayId": gateway_id})
    world.table(scope, table_id).learn(route)


def advertise(  # noqa: PLR0913 # where, what and whither
    world: World,
    scope: Scope,
    table_id: str,
    destination: str,
    interface_id: str,
    *,
    filtered: bool,
) -> None:
    """Add a route as a route server would; raises RefusedError for an unknown table."""
    targets = {"NetworkInterfaceId": interface_id}
    route = Route(canonical(destination), ADVERTISED, targets, filtered)
    world.table(scope, table_id).learn(route)
