"""The calls on VPCs that peering feels."""

from dataclasses import replace

from moto.core.responses import ActionResult

from localcloud.ec2 import errors, estate
from localcloud.ec2.calls import Answer, Call, result_of
from localcloud.ec2.destinations import canonical
from localcloud.ec2.paging import Paging
from localcloud.ec2.peering_actions import end_connection
from localcloud.ec2.states import Code
from localcloud.ec2.vpcs import Vpc
from localcloud.ec2.world import World

PAGING = Paging(5, 1000)
STANDING = frozenset({Code.PROVISIONING, Code.ACTIVE})


def describe(world: World, call: Call) -> Answer:
    """The VPCs of the scope, as moto finds them, page by page."""
    PAGING.check(call.number("MaxResults"))
    found = result_of(call.onward(call.params))["Vpcs"]
    page, token = PAGING.page(
        found, call.number("MaxResults"), call.optional("NextToken"), world.settings
    )
    return ActionResult({"Vpcs": page, "NextToken": token})


def create(_world: World, call: Call) -> Answer:
    """Create a VPC, with its block in canonical form."""
    return call.onward({**call.params, **canonical_block(call)})


def delete(world: World, call: Call) -> Answer:
    """Delete a VPC, and its connections with it.

    https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
    """
    vpc = named_vpc(call)
    answer = call.onward(call.params)
    for connection in list(world.connections.within(call.scope)):
        for side in connection.sides_of(vpc.id):
            end = replace(connection.end(side), last_blocks=vpc.blocks)
            kept = world.connections.keep(connection.with_end(side, end))
            if kept.life.code(world.now) in STANDING | {Code.PENDING}:
                end_connection(world, kept, side)
    return answer


def named_vpc(call: Call) -> Vpc:
    """The VPC that a call names; refuses with NotFound."""
    vpc = estate.vpc(call.scope, call.text("VpcId"))
    if vpc is None:
        raise errors.vpc_not_found(call.text("VpcId"))
    return vpc


def canonical_block(call: Call) -> dict[str, str]:
    """The parameter to change so that the block has no host bits."""
    named = call.optional("CidrBlock")
    return {"CidrBlock": str(canonical(named))} if named else {}
