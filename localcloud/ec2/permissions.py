"""Who may accept, reject, delete or change a connection, and where.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcPeeringConnection.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcPeeringConnection.html
"""

from datetime import datetime

from localcloud.ec2 import errors
from localcloud.ec2.connections import Connection
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import Code


def check_answer(connection: Connection, scope: Scope, verb: str) -> None:
    """Refuse accepting and rejecting (the verb) to all but the accepter's account in its Region."""
    accepter = connection.accepter.scope
    if scope.account_id != accepter.account_id:
        raise errors.not_yours(scope, connection.id, verb)
    if scope.region != accepter.region:
        raise errors.elsewhere(scope, connection.id, verb, accepter.region)


def check_pending(connection: Connection, now: datetime, wanted: Code) -> None:
    """Refuse an answer to anything but a pending request."""
    code = connection.life.code(now)
    if code is not Code.PENDING:
        raise errors.wrong_transition(connection.id, code, wanted)


def check_deletion(connection: Connection, scope: Scope, now: datetime) -> Side:
    """The side that deletes; refuses the accepter of a pending request, and what has ended."""
    code = connection.life.code(now)
    sides = connection.sides_in(scope)
    match code:
        case Code.ACTIVE | Code.PROVISIONING:
            return sides[0]
        case Code.PENDING:
            if Side.REQUESTER in sides:
                return Side.REQUESTER
            raise errors.not_yours(scope, connection.id, "delete")
        case _:
            raise errors.wrong_transition(connection.id, code, Code.DELETING)


def check_options(connection: Connection, scope: Scope, side: Side) -> None:
    """Refuse to change the options of a side that isn't the caller's, or isn't in this Region."""
    owner = connection.end(side).scope
    if owner.account_id != scope.account_id:
        raise errors.options_of_others(scope, side)
    if owner.region != scope.region:
        raise errors.options_elsewhere(side)
