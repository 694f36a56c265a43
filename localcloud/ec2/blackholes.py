"""A route to a connection leads nowhere before the connection is active, and after its end.

https://docs.aws.amazon.com/vpc/latest/peering/delete-vpc-peering-connection.html
"""

from datetime import datetime

from localcloud.ec2.connections import Connections
from localcloud.ec2.routes import Route
from localcloud.ec2.states import Code

ACTIVE = "active"
BLACKHOLE = "blackhole"
FILTERED = "filtered"


def state(route: Route, connections: Connections, now: datetime) -> str:
    """The route's state; a connection's end leaves its routes behind, for ever."""
    if route.filtered:
        return FILTERED
    if route.peering is None:
        return ACTIVE
    connection = connections.get(route.peering)
    is_active = connection is not None and connection.life.code(now) is Code.ACTIVE
    return ACTIVE if is_active else BLACKHOLE
