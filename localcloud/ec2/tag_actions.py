"""Tags: each account and Region has its own on a connection, and sees no others.

https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
"""

from localcloud.ec2.calls import Answer, Call
from localcloud.ec2.world import World


def write(world: World, call: Call) -> Answer:
    """Create or delete tags on what the scope can see."""
    for resource_id in call.texts("Resources"):
        if resource_id.startswith("pcx-"):
            world.connection(call.scope, resource_id)
    return call.onward(call.params)
