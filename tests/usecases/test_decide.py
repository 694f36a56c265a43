"""decide: who may decide what when, what follows from it, and what a change stop stops."""

from dataclasses import replace

import pytest

from peering.core.announcements import PeeringAccepted, PeeringFrozen, PeeringHeld
from peering.core.approvals import Approvals, Effect
from peering.core.deciding import Deed, Order, Refused, Why
from peering.core.memory import Basis
from peering.core.model import AccountId, ConnectionId, Side, Status
from peering.core.principals import Caller
from peering.core.tables import Target, TargetKind
from peering.decide import Done
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
ALICE = Caller("arn:aws:sts::111122223333:assumed-role/apps/alice", AccountId("111122223333"))
BOB = Caller("arn:aws:sts::444455556666:assumed-role/network/bob", AccountId("444455556666"))
HOLD = rule(name="ask", effect=Effect.HOLD)


def held(approvals: Approvals | None = None) -> tuple[Program, ConnectionId]:
    """A request of Alice's that waits for a person."""
    world = World()
    program = Program(world, approvals or approving())
    pcx = world.request(*world.pair())
    world.accept_queue.send((replace(program.mention(pcx), requested_by=ALICE),))
    program.run()
    return program, pcx


def order(program: Program, deed: Deed, pcx: ConnectionId | None = None, by: Caller = BOB) -> Order:
    """What a person orders who was shown the request as it is now."""
    shown = "" if pcx is None else digest(program, pcx, by)
    return Order(deed, by, pcx, None, "ticket 12", shown, "the-call")


def digest(program: Program, pcx: ConnectionId, by: Caller = BOB) -> str:
    answer = program.decide(Order(Deed.SHOW, by, pcx))
    return answer.shown.digest if isinstance(answer, Done) and answer.shown else ""


def decided(program: Program, deed: Deed, pcx: ConnectionId, by: Caller = BOB) -> Done | Refused:
    answer = program.decide(order(program, deed, pcx, by))
    program.run()
    return answer


@pytest.mark.parametrize("approvals", [approving(), approving(rule(), HOLD)], ids=["none", "hold"])
def test_what_a_person_approves_is_accepted_and_routed_on_both_sides(approvals: Approvals) -> None:
    program, pcx = held(approvals)
    world = program.world

    assert isinstance(decided(program, Deed.APPROVE, pcx), Done)

    assert world.status(pcx) is Status.ACTIVE
    assert {destination for _, destination in world.routes_to(pcx)} == {
        "10.10.0.0/16",
        "10.20.0.0/16",
    }
    assert world.bus.types == ["Peering Held", "Peering Accepted", "Peering Routed"]
    decision = world.ledger.memory(pcx).decision
    assert decision is not None
    assert (decision.basis, decision.by, decision.grounds) == (
        Basis.PERSON,
        BOB.arn,
        ("ticket 12",),
    )
    accepted = world.bus.announcements[1]
    assert isinstance(accepted, PeeringAccepted)
    assert (accepted.basis, accepted.decided_by) == ("person", BOB.arn)


def test_what_a_person_approved_is_kept_right() -> None:
    program, pcx = held()
    world = program.world
    decided(program, Deed.APPROVE, pcx)
    wanted = world.routes_to(pcx)

    world.unroute(*min(wanted))
    world.clock.advance(days=1)
    program.sweep()

    assert world.routes_to(pcx) == wanted


def test_what_a_person_rejects_is_rejected() -> None:
    program, pcx = held()

    decided(program, Deed.REJECT, pcx)

    assert program.world.status(pcx) is Status.REJECTED
    assert program.world.bus.types == ["Peering Held", "Peering Rejected"]


def test_everything_that_was_shown_is_kept_with_the_decision() -> None:
    program, pcx = held()

    decided(program, Deed.APPROVE, pcx)

    shown = program.world.decisions.shown[pcx]
    text = str(shown)
    for said in ("10.10.0.0/16", "10.20.0.0/16", "111122223333", "eu-west-1", ALICE.arn, "missing"):
        assert said in text
    assert shown["expires_at"]


def refused(program: Program, deed: Deed, pcx: ConnectionId, by: Caller = BOB) -> Why:
    """Order it, see that nothing follows from it, and say why it was refused."""
    before = program.world.status(pcx)
    kept = list(program.world.decisions.kept)
    answer = decided(program, deed, pcx, by)
    assert isinstance(answer, Refused)
    assert program.world.status(pcx) is before
    assert program.world.decisions.kept == kept
    return answer.why


@pytest.mark.parametrize("deed", [Deed.APPROVE, Deed.REJECT])
def test_who_made_the_request_does_not_decide_it(deed: Deed) -> None:
    program, pcx = held()
    assert refused(program, deed, pcx, ALICE) is Why.OWN_REQUEST
    other_session = replace(ALICE, arn=ALICE.arn.replace("alice", "bob"))
    assert refused(program, deed, pcx, other_session) is Why.OWN_REQUEST


def test_where_nobody_knows_who_asked_the_requesters_account_does_not_approve() -> None:
    world = World()
    program = Program(world, approving())
    pcx = world.request(*world.pair())
    program.requested(pcx)
    world.clock.advance(hours=1)

    assert refused(program, Deed.APPROVE, pcx, ALICE) is Why.REQUESTER_UNKNOWN
    assert isinstance(decided(program, Deed.APPROVE, pcx, BOB), Done)
    assert world.status(pcx) is Status.ACTIVE


@pytest.mark.parametrize("deed", [Deed.APPROVE, Deed.REJECT])
def test_nobody_overrules_a_reject_rule(deed: Deed) -> None:
    program, pcx = held()
    program.approvals = approving(rule(name="no", effect=Effect.REJECT))
    assert refused(program, deed, pcx) is Why.REJECT_RULE


def test_nobody_overrules_a_guard() -> None:
    program, pcx = held()
    world = program.world
    world.route(world.main_table(next(iter(world.ec2.vpcs.values()))), "10.20.0.0/16", TO_TGW)
    assert refused(program, Deed.APPROVE, pcx) is Why.GUARDED
    assert isinstance(decided(program, Deed.REJECT, pcx), Done)


def test_a_guard_that_comes_after_the_decision_holds_it_and_its_end_lets_it_through() -> None:
    program, pcx = held()
    world = program.world
    table = world.main_table(next(iter(world.ec2.vpcs.values())))
    program.decide(order(program, Deed.APPROVE, pcx))
    world.route(table, "10.20.0.0/16", TO_TGW)
    program.run()
    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    said = world.bus.announcements[-1]
    assert isinstance(said, PeeringHeld)
    assert BOB.arn in said.reasons[0]

    world.unroute(table, "10.20.0.0/16")
    program.sweep()

    assert world.status(pcx) is Status.ACTIVE


def test_a_request_is_decided_once() -> None:
    program, pcx = held()
    program.decide(order(program, Deed.APPROVE, pcx))
    answer = program.decide(order(program, Deed.REJECT, pcx))
    assert isinstance(answer, Refused)
    assert answer.why is Why.DECIDED_ALREADY
    assert BOB.arn in answer.sentence

    program.run()
    assert program.world.status(pcx) is Status.ACTIVE
    assert refused(program, Deed.APPROVE, pcx) is Why.NOT_PENDING


def test_what_changed_since_it_was_shown_is_not_decided() -> None:
    program, pcx = held()
    world = program.world
    seen = order(program, Deed.APPROVE, pcx)
    found = world.ec2.peerings[pcx]
    world.associate(found.accepter, "10.30.0.0/16")

    answer = program.decide(seen)

    assert isinstance(answer, Refused)
    assert answer.why is Why.CHANGED
    assert world.decisions.kept == []


def test_a_decision_is_bound_to_the_ends_that_were_shown() -> None:
    program, pcx = held()
    world = program.world
    program.decide(order(program, Deed.APPROVE, pcx))
    world.associate(world.ec2.peerings[pcx].accepter, "10.30.0.0/16")

    program.run()

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    said = world.bus.announcements[-1]
    assert isinstance(said, PeeringHeld)
    assert "have changed since" in said.reasons[0]
    assert isinstance(decided(program, Deed.APPROVE, pcx), Done)
    assert world.status(pcx) is Status.ACTIVE
    assert len(world.decisions.kept) == 2


def test_too_late_is_told() -> None:
    program, pcx = held()
    program.world.clock.advance(days=8)
    assert refused(program, Deed.APPROVE, pcx) is Why.EXPIRED


def test_what_nobody_knows_is_told() -> None:
    program, _ = held()
    nowhere = ConnectionId("pcx-0000000000000dead")
    answer = program.decide(Order(Deed.APPROVE, BOB, nowhere))
    assert isinstance(answer, Refused)
    assert answer.why is Why.UNKNOWN_CONNECTION


def test_what_a_rule_accepts_is_nobodys_to_approve() -> None:
    world = World()
    program = Program(world, approving(rule()))
    pcx = world.request(*world.pair())
    assert refused(program, Deed.APPROVE, pcx) is Why.ACCEPTED_BY_RULE


def test_a_place_that_is_named_is_looked_into_and_no_other() -> None:
    program, pcx = held()
    world = program.world
    accepter = world.ec2.peerings[pcx].accepter.scope
    world.calls.forget()

    program.decide(Order(Deed.APPLY, BOB, pcx, accepter))

    assert [call.about for call in world.calls.to("network")] == [str(accepter)]


def test_apply_is_one_pass_now() -> None:
    program, pcx = held()
    world = program.world
    decided(program, Deed.APPROVE, pcx)
    wanted = world.routes_to(pcx)
    world.unroute(*min(wanted))
    world.clock.advance(days=1)

    decided(program, Deed.APPLY, pcx)

    assert world.routes_to(pcx) == wanted


def test_apply_tells_of_a_request_that_has_expired() -> None:
    program, pcx = held()
    program.world.clock.advance(days=7, minutes=1)

    decided(program, Deed.APPLY, pcx)

    assert program.world.bus.types == ["Peering Held", "Peering Failed"]


def test_while_changes_are_frozen_a_request_is_held_and_accepted_once_they_are_not() -> None:
    world = World()
    program = Program(world, approving(rule()))
    program.decide(order(program, Deed.FREEZE))
    pcx = world.request(*world.pair())

    program.requested(pcx)
    program.sweep()

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    (said,) = world.bus.announcements
    assert isinstance(said, PeeringHeld)
    assert f"frozen by {BOB.arn}" in said.reasons[0]
    assert "because ticket 12" in said.reasons[0]

    program.decide(order(program, Deed.UNFREEZE))
    program.run()
    assert world.status(pcx) is Status.ACTIVE
    assert world.bus.types == ["Peering Held", "Peering Accepted", "Peering Routed"]


def test_while_changes_are_frozen_no_route_is_written_or_removed_and_that_is_said_once() -> None:
    program, pcx = held()
    world = program.world
    decided(program, Deed.APPROVE, pcx)
    wanted = world.routes_to(pcx)
    lost = min(wanted)
    world.unroute(*lost)
    world.clock.advance(days=1)
    program.decide(order(program, Deed.FREEZE))
    world.calls.forget()

    program.sweep()
    program.sweep()

    assert world.routes_to(pcx) == wanted - {lost}
    assert [call for call in world.calls.to("network") if call.writes] == []
    assert world.bus.types[3:] == ["Peering Frozen"]
    said = world.bus.announcements[-1]
    assert isinstance(said, PeeringFrozen)
    assert (said.frozen_by, said.reasons) == (BOB.arn, ("ticket 12",))
    assert any(lost[1] in waiting for waiting in said.waiting)

    program.decide(order(program, Deed.UNFREEZE))
    program.run()
    assert world.routes_to(pcx) == wanted
    assert world.bus.types[-1] == "Peering Routed"


def test_while_changes_are_frozen_nothing_is_cleaned_up() -> None:
    program, pcx = held()
    world = program.world
    decided(program, Deed.APPROVE, pcx)
    routes = world.routes_to(pcx)
    program.decide(order(program, Deed.FREEZE))

    world.delete(pcx, Side.REQUESTER)
    program.changed(pcx)
    assert world.routes_to(pcx) == routes
    assert world.bus.types[-1] == "Peering Frozen"

    program.decide(order(program, Deed.UNFREEZE))
    program.run()
    assert world.routes_to(pcx) == set()
    assert world.bus.types[-1] == "Peering Cleaned"


def test_changes_are_frozen_once_and_allowed_again_once() -> None:
    program = Program(World(), approving())
    assert isinstance(program.decide(order(program, Deed.FREEZE)), Done)
    again = program.decide(order(program, Deed.FREEZE, by=ALICE))
    assert isinstance(again, Refused)
    assert BOB.arn in again.sentence
    assert isinstance(program.decide(order(program, Deed.UNFREEZE, by=ALICE)), Done)
    assert isinstance(program.decide(order(program, Deed.UNFREEZE)), Refused)
    assert [said.by for _, said in program.world.decisions.kept] == [BOB.arn, ALICE.arn]


def test_a_pass_that_changes_nothing_does_not_ask_whether_it_may() -> None:
    program, pcx = held()
    world = program.world
    decided(program, Deed.APPROVE, pcx)
    world.calls.forget()

    program.changed(pcx)

    assert world.calls.to("decisions") == []
