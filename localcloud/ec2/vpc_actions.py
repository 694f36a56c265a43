"""The calls on VPCs that peering feels."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv6Network

from localcloud.ec2 import errors, estate, states
from localcloud.ec2.blocks import Network, inside
from localcloud.ec2.calls import Answer, Call
from localcloud.ec2.destinations import canonical
from localcloud.ec2.paging import Paging
from localcloud.ec2.peering_actions import end_connection
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import Code
from localcloud.ec2.views import blocks_of
from localcloud.ec2.vpcs import Vpc
from localcloud.ec2.world import World

PAGING = Paging(5, 1000)
STANDING = frozenset({Code.PROVISIONING, Code.ACTIVE})


def describe(world: World, call: Call) -> Answer:
    """The VPCs of the scope, as moto finds them, page by page."""
    PAGING.check(call.number("MaxResults"))
    found = getattr(call.onward(call.params), "result", {})["Vpcs"]
    page, token = PAGING.page(
        found, call.number("MaxResults"), call.optional("NextToken"), world.settings
    )
    return {"Vpcs": page, "NextToken": token}


def create(_world: World, call: Call) -> Answer:
    """Create a VPC, with its block in canonical form."""
    return call.onward({**call.params, **_canonical(call)})


def delete(world: World, call: Call) -> Answer:
    """Delete a VPC, and its connections with it.

    https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
    """
    vpc = _vpc(call)
    answer = call.onward(call.params)
    for connection in list(world.connections.within(call.scope)):
        for side in connection.sides_of(vpc.id):
            end = replace(connection.end(side), last_blocks=vpc.blocks)
            kept = world.connections.keep(connection.with_end(side, end))
            if kept.life.code(world.now) in STANDING | {Code.PENDING}:
                end_connection(world, kept, side)
    return answer


def associate_block(world: World, call: Call) -> Answer:
    """Add a block to a VPC: fails its pending requests to VPCs that the block overlaps.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = _vpc(call)
    if block := _named_block(call):
        _check_routes(call.scope, vpc, block)
        _check_peers(world, vpc, block)
    answer = _associated(call, vpc)
    # moto may have chosen the block itself, so overlaps are looked for once it is there.
    _fail_overlapping(world, vpc.id, call.scope)
    _delay(world, call.scope, vpc.id, answer)
    return answer


def _vpc(call: Call) -> Vpc:
    vpc = estate.vpc(call.scope, call.text("VpcId"))
    if vpc is None:
        raise errors.vpc_not_found(call.text("VpcId"))
    return vpc


def _canonical(call: Call) -> dict[str, str]:
    """The parameter to change so that the block has no host bits."""
    named = call.optional("CidrBlock")
    return {"CidrBlock": str(canonical(named))} if named else {}


def _named_block(call: Call) -> Network | None:
    named = call.optional("CidrBlock") or call.optional("Ipv6CidrBlock")
    return canonical(named) if named else None


def _check_routes(scope: Scope, vpc: Vpc, block: Network) -> None:
    """Refuse a block that is as wide as a route's destination in this VPC, or wider."""
    for table in estate.tables(scope):
        if table.vpc_id != vpc.id:
            continue
        for route in table.routes:
            if not isinstance(route.destination, str) and inside(route.destination, block):
                raise errors.invalid(
                    f"The CIDR {block} conflicts with the route to {route.destination} "
                    f"in route table {table.id}"
                )


def _check_peers(world: World, vpc: Vpc, block: Network) -> None:
    """Refuse a block that overlaps a VPC with which this one is peered."""
    for connection in world.connections.within(vpc.scope):
        if connection.life.code(world.now) not in STANDING:
            continue
        for side in connection.sides_of(vpc.id):
            theirs = blocks_of(connection, side.other)
            if theirs and any(block.overlaps(their) for their in theirs.all):
                raise errors.invalid(f"The CIDR {block} overlaps a VPC peered by {connection.id}")


def _associated(call: Call, vpc: Vpc) -> dict[str, object]:
    """Have the block associated, by moto where it can."""
    chosen = call.optional("Ipv6CidrBlock")
    if chosen is None:
        answer = call.onward({**call.params, **_canonical(call)})
        return dict(getattr(answer, "result", {}))
    block = IPv6Network(canonical(chosen))
    association_id = estate.associate_ipv6(call.scope, vpc.id, block)
    return {
        "VpcId": vpc.id,
        "Ipv6CidrBlockAssociation": {
            "AssociationId": association_id,
            "Ipv6CidrBlock": str(block),
            "Ipv6CidrBlockState": {"State": estate.ASSOCIATING},
        },
    }


def _fail_overlapping(world: World, vpc_id: str, scope: Scope) -> None:
    for connection in list(world.connections.within(scope)):
        if vpc_id not in connection.vpc_pair or connection.life.code(world.now) is not Code.PENDING:
            continue
        requester, accepter = (blocks_of(connection, side) for side in Side)
        if requester and accepter and requester.overlap(accepter):
            world.connections.keep(connection.after(states.failed(world.now)))


def _delay(world: World, scope: Scope, vpc_id: str, answer: dict[str, object]) -> None:
    """Let the new block be `associating` for a while, if it takes one."""
    seconds = world.settings.associating_seconds
    if not seconds:
        return
    association = answer.get("CidrBlockAssociation") or answer.get("Ipv6CidrBlockAssociation")
    association_id = str(association["AssociationId"]) if isinstance(association, dict) else ""
    estate.set_block_state(scope, vpc_id, association_id, estate.ASSOCIATING)
    world.later(
        world.now + timedelta(seconds=seconds),
        lambda: estate.set_block_state(scope, vpc_id, association_id, estate.ASSOCIATED),
    )
