"""A connection as one scope is told of it.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcPeeringConnection.html
"""

from collections.abc import Mapping

from localcloud.ec2 import estate
from localcloud.ec2.blocks import Blocks
from localcloud.ec2.connections import Connection
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import Code, Step

_NEVER_STOOD = frozenset({Code.FAILED})
_WAITING = frozenset({Code.INITIATING, Code.PENDING, Code.EXPIRED})


def connection_view(
    connection: Connection, scope: Scope, step: Step, *, blocks: bool = True
) -> dict[str, object]:
    """The connection in EC2's words, with the tags and options of that scope alone."""
    view: dict[str, object] = {
        "VpcPeeringConnectionId": connection.id,
        "RequesterVpcInfo": _end_view(connection, Side.REQUESTER, scope, step),
        "AccepterVpcInfo": _end_view(connection, Side.ACCEPTER, scope, step),
        "Status": {"Code": step.code.value, "Message": step.message},
        "Tags": tag_view(estate.tags(scope, connection.id)),
    }
    if not blocks:
        _leave_out_blocks(view)
    if step.code in _WAITING:
        view["ExpirationTime"] = connection.expires_at
    if multipath := _multipath(connection):
        view["MultipathResilienceStatus"] = multipath
    return view


def tag_view(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags in EC2's words."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def blocks_of(connection: Connection, side: Side) -> Blocks | None:
    """The blocks of that side's VPC, or those that it had before it was deleted."""
    end = connection.end(side)
    vpc = estate.vpc(end.scope, end.vpc_id)
    return vpc.blocks if vpc else end.last_blocks


def _end_view(connection: Connection, side: Side, scope: Scope, step: Step) -> dict[str, object]:
    end = connection.end(side)
    view: dict[str, object] = {
        "OwnerId": end.scope.account_id,
        "VpcId": end.vpc_id,
        "Region": end.scope.region,
    }
    # Until somebody accepts, nobody is told the accepter's blocks.
    if side is Side.REQUESTER or connection.life.was_accepted():
        view |= _blocks_view(blocks_of(connection, side))
        if end.scope == scope and step.code not in _NEVER_STOOD:
            view["PeeringOptions"] = end.options.to_answer()
    return view


def _blocks_view(blocks: Blocks | None) -> dict[str, object]:
    if blocks is None:
        return {}
    view: dict[str, object] = {
        "CidrBlock": str(blocks.primary),
        "CidrBlockSet": [{"CidrBlock": str(block)} for block in blocks.ipv4],
    }
    if blocks.ipv6:
        view["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": str(block)} for block in blocks.ipv6]
    return view


def _leave_out_blocks(view: dict[str, object]) -> None:
    for name in ("RequesterVpcInfo", "AccepterVpcInfo"):
        end = view[name]
        if isinstance(end, dict):
            view[name] = {key: value for key, value in end.items() if "Cidr" not in key}


def _multipath(connection: Connection) -> str | None:
    """How far the two sides agree on multipath resilience, if either asked for it."""
    asked = [connection.end(side).options.multipath for side in Side]
    if not any(asked):
        return None
    return "enabled" if all(asked) else "pending"
