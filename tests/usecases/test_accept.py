"""accept: what is accepted, held, rejected or waited for, and that nothing else is touched."""

from dataclasses import replace

import pytest

from peering.core.announcements import PeeringFailed, PeeringHeld
from peering.core.approvals import Conditions, Effect
from peering.core.memory import Basis
from peering.core.model import AccountId, Side, Status
from peering.core.principals import Caller
from peering.core.tables import Target, TargetKind
from peering.errors import NotUnderstoodError
from peering.ports import Mention
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")


def test_an_approved_request_is_accepted_routed_and_announced_once() -> None:
    world = World()
    ours, theirs = world.pair()
    program = Program(world, approving(rule()))
    pcx = world.request(ours, theirs)

    program.requested(pcx)

    assert world.status(pcx) is Status.ACTIVE
    assert world.routes_to(pcx) == {
        (world.main_table(ours), "10.20.0.0/16"),
        (world.main_table(theirs), "10.10.0.0/16"),
    }
    assert world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_the_decision_is_remembered_with_its_grounds_and_both_ends() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)

    Program(world, approving(rule())).requested(pcx)

    memory = world.ledger.memory(pcx)
    assert memory.decision is not None
    assert (memory.decision.basis, memory.decision.by) == (Basis.RULE, "data")
    assert memory.decision.grounds == ("requester: account 111122223333",)
    assert {side: vpc.id for side, vpc in memory.ends.items()} == {
        Side.REQUESTER: ours.id,
        Side.ACCEPTER: theirs.id,
    }


ALICE = "arn:aws:sts::111122223333:assumed-role/network/alice"


@pytest.mark.parametrize("slow", [0, 40])
def test_who_made_the_request_is_remembered_however_long_it_takes(slow: float) -> None:
    world = World()
    world.pace(initiating=slow)
    pcx = world.request(*world.pair())
    program = Program(world, approving())
    caller = Caller(ALICE, AccountId("111122223333"))

    world.accept_queue.send((replace(program.mention(pcx), requested_by=caller),))
    program.run()
    program.sweep()

    assert world.ledger.memory(pcx).requested_by == ALICE


def test_a_record_of_another_account_does_not_say_who_made_the_request() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving())
    forged = Caller(ALICE, AccountId("444455556666"))

    world.accept_queue.send((replace(program.mention(pcx), requested_by=forged),))
    program.run()

    assert world.ledger.memory(pcx).requested_by is None


def test_what_no_rule_names_is_held_with_the_reasons() -> None:
    world = World()
    pcx = world.request(*world.pair())
    elsewhere = rule(requester=Conditions(regions=("eu-north-1",)))

    Program(world, approving(elsewhere)).requested(pcx)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    (held,) = world.bus.announcements
    assert isinstance(held, PeeringHeld)
    assert "requester.regions must be eu-north-1" in held.reasons[0]
    assert [todo.command for todo in held.left_to_do] == [
        f'peerctl approve {pcx} --reason "…"',
        f'peerctl reject {pcx} --reason "…"',
        f"peerctl explain {pcx}",
    ]


def test_what_a_reject_rule_names_is_rejected() -> None:
    world = World()
    pcx = world.request(*world.pair())

    Program(world, approving(rule(), rule(name="no", effect=Effect.REJECT))).requested(pcx)

    assert world.status(pcx) is Status.REJECTED
    assert world.bus.types == ["Peering Rejected"]


def test_under_hold_a_conflict_on_the_requesters_side_holds_the_request() -> None:
    world = World()
    ours, theirs = world.pair()
    world.route(world.main_table(ours), "10.20.0.0/16", TO_TGW)
    pcx = world.request(ours, theirs)

    Program(world, approving(rule())).requested(pcx)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    (held,) = world.bus.announcements
    assert isinstance(held, PeeringHeld)
    assert "already leads to tgw-" in held.reasons[1]


def test_a_held_request_is_accepted_when_the_sweep_finds_the_conflict_gone() -> None:
    world = World()
    ours, theirs = world.pair()
    world.route(world.main_table(ours), "10.20.0.0/16", TO_TGW)
    program = Program(world, approving(rule()))
    pcx = world.request(ours, theirs)
    program.requested(pcx)

    world.unroute(world.main_table(ours), "10.20.0.0/16")
    program.sweep()

    assert world.status(pcx) is Status.ACTIVE
    assert world.bus.types == ["Peering Held", "Peering Accepted", "Peering Routed"]


def test_a_held_request_is_announced_once_however_often_it_is_looked_at() -> None:
    world = World()
    pcx = world.request(*world.pair())
    program = Program(world, approving())

    program.requested(pcx)
    program.requested(pcx)
    program.sweep()

    assert world.bus.types == ["Peering Held"]


@pytest.mark.parametrize(
    "pace",
    [{"invisible": 40}, {"initiating": 40}, {"provisioning": 40}, {"stale": 40}],
    ids=lambda pace: next(iter(pace)),
)
def test_what_ec2_is_slow_with_is_waited_for(pace: dict[str, float]) -> None:
    world = World()
    ours, theirs = world.pair()
    world.pace(**pace)
    pcx = world.request(ours, theirs)

    Program(world, approving(rule())).requested(pcx)

    assert world.status(pcx) is Status.ACTIVE
    assert len(world.routes_to(pcx)) == 2
    assert world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_an_id_that_never_appears_is_left_to_the_sweep_after_the_last_attempt() -> None:
    world = World()
    world.pair()
    program = Program(world, approving(rule()))
    nowhere = Mention("pcx-0000000000000dead", program.mention("pcx-0").scopes)  # type: ignore[arg-type]  # ids

    world.accept_queue.send((nowhere,))
    program.run()

    assert len(world.reporter.of("connection.put_back")) == 10
    assert len(world.reporter.of("connection.left_to_sweep")) == 1
    assert world.bus.types == []


def test_a_failed_request_is_announced_with_its_possible_causes() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16")
    theirs = world.vpc("10.10.0.0/16", account="444455556666", region="eu-west-1")
    pcx = world.request(ours, theirs)
    if world.status(pcx) is not Status.FAILED:
        world.ec2.end(pcx, Status.FAILED, Side.REQUESTER)

    Program(world, approving(rule())).requested(pcx)

    (failed,) = world.bus.announcements
    assert isinstance(failed, PeeringFailed)
    assert "overlap" in failed.reasons[0]


def test_a_request_to_somebody_else_is_theirs_to_decide() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16")
    vendor = world.vpc("10.70.0.0/16", account="777788889999")
    pcx = world.request(ours, vendor)

    Program(world, approving(rule())).requested(pcx)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    assert world.bus.types == []


def test_an_event_that_names_accounts_that_are_not_ours_makes_no_call() -> None:
    world = World()
    foreign = replace(world.vpc("10.10.0.0/16").scope, account_id=AccountId("999999999999"))
    mention = Mention("pcx-0123456789abcdef0", (foreign,))  # type: ignore[arg-type]  # an id

    Program(world, approving(rule())).accept(mention)

    assert world.calls.made == []


def test_a_side_that_cannot_be_entered_holds_the_request_and_is_one_fact() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    world.deny(ours.scope)

    Program(world, approving(rule())).requested(pcx)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    assert world.bus.types == ["Peering Held"]
    assert set(world.ledger.unreachable) == {ours.scope}


def test_a_rule_on_the_requesters_tags_reads_them() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16", tags={"team": "data"})
    theirs = world.vpc("10.20.0.0/16", account="444455556666", region="eu-west-1")
    by_tag = rule(requester=Conditions(accounts=("111122223333",), tags={"team": "data"}))
    pcx = world.request(ours, theirs)

    Program(world, approving(by_tag)).requested(pcx)

    assert world.status(pcx) is Status.ACTIVE
    assert len(world.routes_to(pcx)) == 2


def test_multipath_charges_are_not_accepted_by_the_way() -> None:
    world = World()
    pcx = world.request(*world.pair(), multipath=True)

    Program(world, approving(rule())).requested(pcx)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE


def test_a_status_unheard_of_is_set_aside_and_nothing_is_done() -> None:
    world = World()
    pcx = world.request(*world.pair())
    world.ec2.end(pcx, Status.UNKNOWN, Side.REQUESTER)
    program = Program(world, approving(rule()))

    with pytest.raises(NotUnderstoodError, match=pcx):
        program.accept(program.mention(pcx))

    assert world.calls.writes == []


def test_observe_mode_announces_and_writes_nothing_to_ec2() -> None:
    world = World()
    pcx = world.request(*world.pair())

    Program(world, approving(rule()), mode="observe").requested(pcx)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    assert [a.mode for a in world.bus.announcements] == ["observe"]
    assert [c for c in world.calls.to("network") if c.writes] == []
