"""The filters of DescribeVpcPeeringConnections.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcPeeringConnections.html
"""

from collections.abc import Mapping
from datetime import datetime

from localcloud.ec2 import estate
from localcloud.ec2.connections import Connection
from localcloud.ec2.filters import Filters, Values
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.views import blocks_of


def connection_filters(scope: Scope, now: datetime) -> Filters[Connection]:
    """The filters, with the tags that this scope sees and the statuses of that time."""

    def blocks(connection: Connection, side: Side) -> Values:
        if side is Side.ACCEPTER and not connection.life.was_accepted():
            return ()
        held = blocks_of(connection, side)
        return [str(block) for block in held.ipv4] if held else ()

    def tags(connection: Connection) -> Mapping[str, str]:
        return estate.tags(scope, connection.id)

    return Filters(
        readers={
            "vpc-peering-connection-id": lambda c: [c.id],
            "status-code": lambda c: [c.life.code(now).value],
            "status-message": lambda c: [c.life.step(now).message],
            "expiration-time": lambda c: [c.expires_at.isoformat()],
            "requester-vpc-info.vpc-id": lambda c: [c.requester.vpc_id],
            "requester-vpc-info.owner-id": lambda c: [c.requester.scope.account_id],
            "requester-vpc-info.cidr-block": lambda c: blocks(c, Side.REQUESTER),
            "accepter-vpc-info.vpc-id": lambda c: [c.accepter.vpc_id],
            "accepter-vpc-info.owner-id": lambda c: [c.accepter.scope.account_id],
            "accepter-vpc-info.cidr-block": lambda c: blocks(c, Side.ACCEPTER),
        },
        tags=tags,
    )
