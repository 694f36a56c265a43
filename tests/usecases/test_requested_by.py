"""Rules that ask who made a request."""

from dataclasses import replace

import pytest

from peering.core.announcements import PeeringHeld
from peering.core.approvals import Effect
from peering.core.model import AccountId, ConnectionId, Status
from peering.core.principals import Caller
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world import REQUESTER, World

ALICE = f"arn:aws:sts::{REQUESTER}:assumed-role/network/alice"
NETWORK = f"arn:aws:iam::{REQUESTER}:role/network"
BY_NETWORK = rule(requested_by=(NETWORK,))


def told(program: Program, pcx: ConnectionId, arn: str, account: str = REQUESTER) -> None:
    """Let the request's event arrive, in which CloudTrail tells who made it."""
    caller = Caller(arn, AccountId(account))
    program.world.accept_queue.send((replace(program.mention(pcx), requested_by=caller),))
    program.run()


def asked() -> tuple[World, ConnectionId]:
    world = World()
    return world, world.request(*world.pair())


@pytest.mark.parametrize("arn", [ALICE, NETWORK])
def test_the_principal_that_a_rule_names_is_accepted(arn: str) -> None:
    world, pcx = asked()

    told(Program(world, approving(BY_NETWORK)), pcx, arn)

    assert world.status(pcx) is Status.ACTIVE
    decision = world.ledger.memory(pcx).decision
    assert decision is not None
    assert f"requested by {NETWORK}" in decision.grounds


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{REQUESTER}:user/mallory",
        f"arn:aws:sts::{REQUESTER}:assumed-role/network-guests/alice",
        f"arn:aws:sts::{REQUESTER}:assumed-role/guests/network",
    ],
)
def test_anybody_else_is_held_and_named(arn: str) -> None:
    world, pcx = asked()

    told(Program(world, approving(BY_NETWORK)), pcx, arn)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    (held,) = [a for a in world.bus.announcements if isinstance(a, PeeringHeld)]
    assert f"requested_by must be {NETWORK}, but is {arn}" in held.reasons[0]


def test_a_request_of_which_nobody_knows_who_made_it_is_held_and_says_so() -> None:
    world, pcx = asked()

    Program(world, approving(BY_NETWORK)).sweep()

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    (held,) = [a for a in world.bus.announcements if isinstance(a, PeeringHeld)]
    assert f"requested_by must be {NETWORK}, but is not recorded" in held.reasons[0]


def test_what_another_account_recorded_is_believed_by_nobody() -> None:
    """Whoever can put an event on a member's bus may name anybody, but not another account."""
    world, pcx = asked()

    told(Program(world, approving(BY_NETWORK)), pcx, ALICE, account="444455556666")

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    assert world.ledger.memory(pcx).requested_by is None


def test_a_reject_rule_holds_while_nobody_knows_and_rejects_when_it_is_known() -> None:
    world, pcx = asked()
    no = rule(name="no", effect=Effect.REJECT, requested_by=(NETWORK,))
    program = Program(world, approving(rule(), no))

    program.sweep()
    unknown = world.status(pcx)
    told(program, pcx, ALICE)

    assert unknown is Status.PENDING_ACCEPTANCE
    assert world.status(pcx) is Status.REJECTED


def test_who_asked_a_vendor_is_remembered_until_the_vendor_accepts() -> None:
    world = World()
    ours, vendor = world.vpc("10.10.0.0/16"), world.vpc("10.70.0.0/16", account="777788889999")
    pcx = world.request(ours, vendor)
    program = Program(world, approving(replace(BY_NETWORK, one_sided=True)))
    told(program, pcx, ALICE)
    world.accept(pcx)

    program.sweep()

    assert world.routes_to(pcx) == {(world.main_table(ours), "10.70.0.0/16")}


def test_who_asked_is_judged_once_and_live_routes_stay() -> None:
    world, pcx = asked()
    program = Program(world, approving(BY_NETWORK))
    told(program, pcx, ALICE)
    program.approvals = approving(replace(BY_NETWORK, requested_by=("arn:aws:iam::*:user/bob",)))

    program.sweep()

    assert len(world.routes_to(pcx)) == 2
    assert "Peering Unapproved" not in world.bus.types


@pytest.mark.parametrize(("seconds", "silent"), [(300, False), (301, True)])
def test_a_request_of_ours_that_the_sweep_alone_tells_of_is_reported(
    seconds: int, *, silent: bool
) -> None:
    """CloudTrail's record takes minutes; where none comes, the trail or a rule is broken."""
    world, pcx = asked()
    world.clock.advance(seconds=seconds)

    Program(world, approving(rule())).sweep()

    lines = world.reporter.of("request.unannounced")
    where = {"connection_id": pcx, "scope": f"{REQUESTER}/us-east-1"}
    assert lines == ([where] if silent else [])


def test_a_request_whose_record_came_is_not_reported() -> None:
    world, pcx = asked()
    program = Program(world, approving())
    told(program, pcx, ALICE)
    world.clock.advance(hours=1)

    program.sweep()

    assert world.reporter.of("request.unannounced") == []


def test_a_stranger_records_nothing_for_us() -> None:
    world = World()
    theirs = world.vpc("10.10.0.0/16", account="999900001111")
    world.request(theirs, world.pair()[1])
    world.clock.advance(hours=1)

    Program(world, approving()).sweep()

    assert world.bus.types == ["Peering Held"]
    assert world.reporter.of("request.unannounced") == []
