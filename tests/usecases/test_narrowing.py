"""A narrowed rule: the wider route goes when what is to stand in its place stands."""

from dataclasses import replace

import pytest

from peering.core.announcements import PeeringFailed
from peering.core.approvals import OnConflict, Rule, SideRoutes
from peering.core.memory import Memory
from peering.core.model import ConnectionId, Side
from tests.core.examples import cidrs, rule
from tests.usecases.program import Program, approving
from tests.usecases.test_route import TO_TGW, routed

WIDE = "10.20.0.0/16"


def narrowed(*destinations: str) -> Rule:
    return rule(
        on_conflict=OnConflict.ROUTE_REST,
        routes={Side.REQUESTER: SideRoutes(destinations=cidrs(*destinations))},
    )


def from_requester(program: Program, pcx: ConnectionId) -> set[str]:
    main = min(table for table, _ in program.world.routes_to(pcx))
    return {destination for table, destination in program.world.routes_to(pcx) if table == main}


def owned(memory: Memory) -> set[str]:
    return {str(owned.destination) for owned in memory.owned}


@pytest.mark.parametrize("quota", [2, 500], ids=["as we know", "which EC2 alone knows"])
def test_a_full_table_keeps_the_wide_route_until_there_is_room(quota: int) -> None:
    program, pcx, *_ = routed()
    world = program.world
    world.ec2.routes_per_table = 1  # ours
    narrow = narrowed("10.20.1.0/24", "10.20.2.0/24")
    program.approvals = approving(narrow, routes_per_table=quota)

    program.sweep()
    world.clock.advance(hours=25)
    program.sweep()
    assert from_requester(program, pcx) == {WIDE}
    assert WIDE in owned(world.ledger.memory(pcx))

    world.ec2.routes_per_table = 500
    program.approvals = approving(narrow)
    program.sweep()
    assert from_requester(program, pcx) == {"10.20.1.0/24", "10.20.2.0/24"}
    assert WIDE not in owned(world.ledger.memory(pcx))


def test_what_is_kept_because_ec2_refuses_its_successor_is_told_with_the_reason() -> None:
    program, *_ = routed()
    program.world.ec2.routes_per_table = 1
    program.approvals = approving(narrowed("10.20.1.0/24"))

    program.sweep()

    said = program.world.bus.announcements[-1]
    assert isinstance(said, PeeringFailed)
    kept = [reason for reason in said.reasons if reason.startswith("unroute")]
    assert [reason.endswith("what is to stand in its place is refused") for reason in kept] == [
        True
    ]
    assert [f["verb"] for f in program.world.reporter.of("action.withheld")] == ["DeleteRoute"]


def test_a_conflict_in_one_half_keeps_the_wide_route_in_that_table_alone() -> None:
    program, pcx, ours, _ = routed()
    world = program.world
    other = world.table(ours)
    program.sweep()
    world.route(other, "10.20.1.0/24", TO_TGW)
    program.approvals = approving(narrowed("10.20.1.0/24", "10.20.2.0/24"))

    program.sweep()

    assert {d for table, d in world.routes_to(pcx) if table == other} == {WIDE, "10.20.2.0/24"}
    main = world.main_table(ours)
    assert {d for table, d in world.routes_to(pcx) if table == main} == {
        "10.20.1.0/24",
        "10.20.2.0/24",
    }


def test_a_block_that_is_gone_makes_room_for_the_one_that_is_new() -> None:
    program, pcx, ours, theirs = routed()
    world = program.world
    world.associate(theirs, "10.21.0.0/16")
    program.sweep()
    blocks = cidrs("10.20.0.0/16", "10.22.0.0/16")
    world.ec2.vpcs[theirs.id] = replace(theirs, cidrs=blocks)
    world.ec2.routes_per_table = 2

    program.sweep()
    program.sweep()

    main = world.main_table(ours)
    assert {d for table, d in world.routes_to(pcx) if table == main} == {WIDE, "10.22.0.0/16"}
