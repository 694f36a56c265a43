"""The calls on a VPC's CIDR blocks.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
"""

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv6Network

from moto.core.responses import ActionResult

from localcloud.ec2 import errors, estate, states
from localcloud.ec2.blocks import Network, inside
from localcloud.ec2.calls import Answer, Call, result_of
from localcloud.ec2.destinations import canonical
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import Code
from localcloud.ec2.views import blocks_of
from localcloud.ec2.vpc_actions import STANDING, canonical_block, named_vpc
from localcloud.ec2.vpcs import Vpc
from localcloud.ec2.world import World


def associate(world: World, call: Call) -> Answer:
    """Add a block to a VPC: fails its pending requests to VPCs that the block overlaps.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = named_vpc(call)
    if block := _named_block(call):
        _check_routes(call.scope, vpc, block)
        _check_peers(world, vpc, block)
    answer = _associated(call, vpc)
    # moto may have chosen the block itself, so overlaps are looked for once it is there.
    _fail_overlapping(world, vpc.id, call.scope)
    _settle(world, call.scope, vpc.id, answer)
    return ActionResult(answer)


def disassociate(world: World, call: Call) -> Answer:
    """Take a block from a VPC; it may be `disassociating` for a while, and is no block then."""
    answer = result_of(call.onward(call.params))
    vpc_id, association_id = str(answer["VpcId"]), _association_in(answer)
    seconds = world.settings.disassociating_seconds
    if seconds:
        estate.set_block_state(call.scope, vpc_id, association_id, estate.DISASSOCIATING)
        world.later(
            world.now + timedelta(seconds=seconds),
            lambda: estate.set_block_state(
                call.scope, vpc_id, association_id, estate.DISASSOCIATED
            ),
        )
    return ActionResult(answer)


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
        return result_of(call.onward({**call.params, **canonical_block(call)}))
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


def _settle(world: World, scope: Scope, vpc_id: str, answer: Mapping[str, object]) -> None:
    """Let the new block be `associating` for a while, if it takes one, and then stand or fail."""
    association_id = _association_in(answer)
    seconds = world.settings.associating_seconds
    fails = world.settings.associations_fail
    if fails:
        estate.drop_local_routes(scope, vpc_id, association_id)
    if seconds or fails:
        estate.set_block_state(scope, vpc_id, association_id, estate.ASSOCIATING)
    last = estate.FAILED if fails else estate.ASSOCIATED
    world.later(
        world.now + timedelta(seconds=seconds),
        lambda: estate.set_block_state(scope, vpc_id, association_id, last),
    )


def _association_in(answer: Mapping[str, object]) -> str:
    association = answer.get("CidrBlockAssociation") or answer.get("Ipv6CidrBlockAssociation")
    return str(association["AssociationId"]) if isinstance(association, dict) else ""
