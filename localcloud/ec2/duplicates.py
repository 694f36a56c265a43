"""One peering for each pair of VPCs, however often and by whomever it is requested.

Within a Region the same request answers with the connection that is there; a reversed one, and
any across Regions, makes another that cannot be accepted.
https://github.com/hashicorp/terraform-provider-aws/issues/27750
https://github.com/ansible-collections/community.aws/issues/580
"""

from datetime import datetime

from localcloud.ec2.connections import Connection, Connections, End
from localcloud.ec2.settings import Settings
from localcloud.ec2.states import Code

_ASKED = frozenset({Code.INITIATING, Code.PENDING, Code.PROVISIONING, Code.ACTIVE})
_STANDING = frozenset({Code.PROVISIONING, Code.ACTIVE})


def requested_already(
    requester: End, accepter: End, connections: Connections, now: datetime, settings: Settings
) -> Connection | None:
    """The connection that answers the same request once more, if EC2 makes no other."""
    if settings.duplicates_stand or requester.scope.region != accepter.scope.region:
        return None
    alike = ((requester.scope, requester.vpc_id), (accepter.scope, accepter.vpc_id))
    return next(
        (
            known
            for known in connections.within(requester.scope)
            if known.ends_at == alike and known.life.code(now) in _ASKED
        ),
        None,
    )


def other_stands(connection: Connection, connections: Connections, now: datetime) -> bool:
    """Whether the pair of VPCs has a connection already, whichever of them asked."""
    return any(
        other.vpc_pair == connection.vpc_pair and other.life.code(now) in _STANDING
        for other in connections.within(connection.accepter.scope)
    )
