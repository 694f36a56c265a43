"""Who sees a connection, and for how long after its end.

https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
"""

from datetime import datetime, timedelta
from typing import assert_never

from localcloud.ec2.connections import Connection
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import Code

BRIEFLY = timedelta(hours=2)
LONG = timedelta(days=2)
ALWAYS = timedelta.max
NEVER = timedelta(0)


def visible(connection: Connection, scope: Scope, now: datetime) -> bool:
    """Whether that scope sees the connection at that time."""
    since = connection.life.step(now).at
    return any(now - since < _shown(connection, side, now) for side in connection.sides_in(scope))


def _shown(connection: Connection, side: Side, now: datetime) -> timedelta:
    """For how long the status of now is shown to that side."""
    is_requester = side is Side.REQUESTER
    match connection.life.code(now):
        case Code.INITIATING:
            return ALWAYS if is_requester else NEVER
        case Code.FAILED:
            return BRIEFLY if is_requester else NEVER
        case Code.PENDING | Code.PROVISIONING | Code.ACTIVE | Code.DELETING:
            return ALWAYS
        case Code.EXPIRED:
            return LONG
        case Code.REJECTED:
            return LONG if is_requester and connection.crosses_accounts else BRIEFLY
        case Code.DELETED:
            waits = connection.crosses_accounts and side is not connection.life.act(now).by
            return LONG if waits else BRIEFLY
        case code:
            assert_never(code)
