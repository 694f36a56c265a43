"""A rule that rejects and unroutes takes what is ours, and then nothing there is ours any more."""

from peering.core.announcements import PeeringCleaned
from peering.core.approvals import Effect
from peering.core.model import ConnectionId
from peering.core.tables import RouteTableId, Target, TargetKind
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.usecases.test_route import routed
from tests.world import World

UNROUTE = approving(rule(name="no", effect=Effect.REJECT, unroute=True))


def by_hand(world: World, pcx: ConnectionId, row: tuple[RouteTableId, str]) -> None:
    world.route(*row, Target(TargetKind.PEERING, pcx))


def swept(program: Program, times: int = 3) -> None:
    for _ in range(times):
        program.world.clock.advance(hours=1)
        program.sweep()


def test_what_a_person_writes_after_it_was_unrouted_is_theirs() -> None:
    program, pcx, *_ = routed()
    world = program.world
    row = min(world.routes_to(pcx))
    program.approvals = UNROUTE
    program.sweep()
    assert world.routes_to(pcx) == set()

    by_hand(world, pcx, row)
    swept(program)

    assert world.routes_to(pcx) == {row}
    assert world.ledger.memory(pcx).owned == ()
    (cleaned,) = [a for a in world.bus.announcements if isinstance(a, PeeringCleaned)]
    assert len(cleaned.routes) == 2


def test_what_somebody_took_away_before_it_was_unrouted_is_not_ours_either() -> None:
    program, pcx, *_ = routed()
    world = program.world
    row = min(world.routes_to(pcx))
    world.unroute(*row)
    program.approvals = UNROUTE
    program.sweep()

    by_hand(world, pcx, row)
    swept(program)

    assert world.routes_to(pcx) == {row}


def test_a_side_that_cannot_be_entered_stays_ours_until_it_is_unrouted() -> None:
    program, pcx, _, theirs = routed()
    world = program.world
    row = min(world.routes_to(pcx))
    world.deny(theirs.scope)
    program.approvals = UNROUTE
    program.sweep()
    by_hand(world, pcx, row)
    swept(program, 1)
    assert {owned.scope for owned in world.ledger.memory(pcx).owned} == {theirs.scope}
    assert "Peering Cleaned" not in world.bus.types

    world.admit(theirs.scope)
    swept(program)

    assert world.routes_to(pcx) == {row}
    assert world.ledger.memory(pcx).owned == ()
    assert world.bus.types.count("Peering Cleaned") == 1


def test_what_was_unrouted_routed_and_unrouted_again_is_told_each_time() -> None:
    program, pcx, *_ = routed()
    served = program.approvals

    for approvals in (UNROUTE, served, UNROUTE):
        program.approvals = approvals
        swept(program)

    assert program.world.routes_to(pcx) == set()
    assert program.world.bus.types[1:] == ["Peering Routed", "Peering Cleaned"] * 2


def test_observe_mode_forgets_nothing() -> None:
    program, pcx, *_ = routed()
    program.approvals, program.mode = UNROUTE, "observe"

    program.sweep()

    assert len(program.world.routes_to(pcx)) == 2
    assert len(program.world.ledger.memory(pcx).owned) == 2
