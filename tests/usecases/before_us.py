"""What others did before this program came, and where."""

from collections.abc import Iterable
from datetime import timedelta

from peering.core.model import ConnectionId, Vpc
from peering.core.tables import Target, TargetKind
from peering.ports import Mention
from tests.world import ACCEPTER, HOME, REQUESTER, World
from tests.world.ec2 import scope

EAST = scope(REQUESTER, HOME)
WEST = scope(ACCEPTER, "eu-west-1")


def peered(world: World, ours: Vpc, theirs: Vpc) -> ConnectionId:
    """Let others request, accept and route a connection, without us."""
    pcx = world.request(ours, theirs)
    world.accept(pcx)
    target = Target(TargetKind.PEERING, pcx)
    world.route(world.main_table(ours), str(theirs.cidrs[0]), target)
    world.route(world.main_table(theirs), str(ours.cidrs[0]), target)
    return pcx


def ids(queued: Iterable[tuple[Mention, timedelta]]) -> list[ConnectionId]:
    """Name the connections that are queued."""
    return [mention.connection_id for mention, _ in queued]
