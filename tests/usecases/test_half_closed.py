"""A side that is closed for a moment, while the other is written, keeps nothing untold."""

from peering.core.approvals import Rule, SideRoutes
from peering.core.marking import STATUS
from peering.core.model import ConnectionId, Side
from peering.errors import ScopeDeniedError
from tests.core.examples import cidrs, rule
from tests.usecases.before_us import WEST
from tests.usecases.program import Program, approving
from tests.world.world import World


def _narrowed() -> Rule:
    return rule(routes={Side.REQUESTER: SideRoutes(destinations=cidrs("10.20.4.0/22"))})


def test_what_was_written_while_a_side_was_closed_for_a_moment_is_told() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving(rule()))
    program.requested(pcx)
    before = world.bus.types.count("Peering Routed")
    program.approvals = approving(_narrowed())
    world.calls.forget()
    world.calls.fail(4, ScopeDeniedError(WEST, "the role can't be assumed"))

    program.changed(pcx)

    assert any(destination == "10.20.4.0/22" for _, destination in world.routes_to(pcx))
    assert world.bus.types.count("Peering Routed") == before + 1


def test_what_was_written_while_a_side_was_closed_for_days_is_told_when_it_opens() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving(rule()))
    program.requested(pcx)
    before = world.bus.types.count("Peering Routed")
    program.approvals = approving(_narrowed())
    world.deny(WEST)

    program.changed(pcx)
    for _ in range(3):
        world.clock.advance(hours=25)
        program.sweep()

    assert _status(world, pcx) == {"incomplete", "routed"}
    assert world.bus.types.count("Peering Routed") == before

    world.admit(WEST)
    program.sweep()
    assert _status(world, pcx) == {"routed"}
    assert world.bus.types.count("Peering Routed") == before + 1


def _status(world: World, pcx: ConnectionId) -> set[str]:
    return {tags[STATUS] for tags in world.ec2.peerings[pcx].tags.values()}
