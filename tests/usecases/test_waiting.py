"""A request that waits for a person: all they need, in one message, and two reminders."""

from datetime import timedelta

import pytest

from peering.core.announcements import Announcement, PeeringExpiring, PeeringHeld
from peering.core.messages import subject, text
from peering.core.model import ConnectionId, Side, Status
from peering.core.tables import Target, TargetKind
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
SWEPT_EVERY = timedelta(minutes=30)


def held() -> tuple[Program, ConnectionId]:
    """A request that nothing approves, held on its first day."""
    world = World()
    program = Program(world, approving())
    pcx = world.request(*world.pair())
    program.requested(pcx)
    return program, pcx


def of[Kind: Announcement](program: Program, kind: type[Kind]) -> list[Kind]:
    return [said for said in program.world.bus.announcements if isinstance(said, kind)]


def test_a_person_needs_no_console_to_decide() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16", "10.11.0.0/16", tags={"team": "data"})
    theirs = world.vpc("10.20.0.0/16", account="444455556666", tags={"tier": "a"})
    world.route(world.main_table(ours), "10.20.0.0/16", TO_TGW)
    pcx = world.request(ours, theirs)

    Program(world, approving()).requested(pcx)

    (said,) = world.bus.announcements
    words = text(said)
    for needed in (
        *("111122223333", "us-east-1", ours.id, "10.10.0.0/16, 10.11.0.0/16"),
        *(
            "444455556666",
            theirs.id,
            "team=data",
            "tier=a",
            "already leads to tgw-",
            "no accept rule",
        ),
        *(f'peerctl approve {pcx} --reason "…"', f'peerctl reject {pcx} --reason "…"'),
        *(f"peerctl explain {pcx}", " UTC, in 7 days."),
    ):
        assert needed in words


def test_overlap_and_room_are_found_although_no_rule_accepts() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    world.associate(ours, "10.20.128.0/20")

    Program(world, approving(routes_per_table=0)).requested(pcx)

    (said,) = world.bus.announcements
    assert isinstance(said, PeeringHeld)
    assert any("overlap" in finding for finding in said.findings)
    assert any("route" in finding for finding in said.findings)


def test_what_would_be_met_anew_is_told_anew() -> None:
    program, _ = held()
    ours = next(iter(program.world.ec2.vpcs.values()))
    program.world.route(program.world.main_table(ours), "10.20.0.0/16", TO_TGW)

    program.sweep()
    program.sweep()

    assert program.world.bus.types == ["Peering Held", "Peering Held"]


def test_two_reminders_go_out_each_once_however_often_the_sweep_looks() -> None:
    program, pcx = held()
    for _ in range(7 * 24):
        program.world.clock.advance(hours=1)
        program.sweep()

    assert [said.days_left for said in of(program, PeeringExpiring)] == [2, 1]
    assert "expires in 2 days" in subject(of(program, PeeringExpiring)[0])
    assert f"peerctl approve {pcx}" in text(of(program, PeeringExpiring)[1])


@pytest.mark.parametrize(
    ("hours", "days"), [(4 * 24 + 23, []), (5 * 24 + 1, [2]), (6 * 24 + 1, [1]), (7 * 24 - 1, [1])]
)
def test_of_overdue_reminders_only_the_later_goes_out(hours: int, days: list[int]) -> None:
    """The sweep was out of order for days."""
    program, _ = held()
    program.world.clock.advance(hours=hours)

    program.sweep()

    assert [said.days_left for said in of(program, PeeringExpiring)] == days


def test_a_reminder_says_once_what_it_says_although_the_reasons_change() -> None:
    program, _ = held()
    program.world.clock.advance(days=5, hours=1)
    program.sweep()
    program.approvals = approving(rule(requested_by=("arn:aws:iam::*:user/a",)))

    program.sweep()

    assert len(of(program, PeeringExpiring)) == 1
    assert len(of(program, PeeringHeld)) == 2


def test_who_is_told_for_the_first_time_on_the_last_day_is_not_reminded_at_once() -> None:
    world = World()
    world.request(*world.pair())
    program = Program(world, approving())
    world.clock.advance(days=6, hours=12)

    program.sweep()

    assert world.bus.types == ["Peering Held"]


@pytest.mark.parametrize("outcome", ["accepted", "approved", "rejected", "expired"])
def test_nobody_is_reminded_of_what_is_decided(outcome: str) -> None:
    program, pcx = held()
    match outcome:
        case "accepted":
            program.world.accept(pcx)
        case "approved":
            program.approvals = approving(rule())
        case "rejected":
            program.world.ec2.end(pcx, Status.REJECTED, Side.ACCEPTER)
        case _:
            program.world.clock.advance(days=2)
    program.world.clock.advance(days=5, hours=1)

    program.sweep()

    assert of(program, PeeringExpiring) == []


def test_doubled_and_late_messages_bring_no_second_reminder() -> None:
    program, pcx = held()
    program.world.clock.advance(days=6, hours=1)
    for _ in range(3):
        program.requested(pcx)

    assert len(of(program, PeeringExpiring)) == 1
