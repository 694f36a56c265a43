"""Vendors: accounts that are not ours, in both directions, and only where a rule says so."""

import pytest

from peering.core.announcements import PeeringHeld, PeeringRouted
from peering.core.approvals import Conditions, Rule
from peering.core.model import ConnectionId, Side, Status, Vpc
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world import REQUESTER, World

VENDOR = "777788889999"


def one_sided() -> Rule:
    """A rule for connections between us and the vendor, whoever asks."""
    either = Conditions(accounts=(REQUESTER, VENDOR))
    return rule(name="vendor", requester=either, accepter=either, one_sided=True)


def asked_by(side: Side, world: World) -> tuple[ConnectionId, Vpc, Vpc]:
    """A request between us and the vendor, made by us (the requester) or by them."""
    ours, theirs = world.vpc("10.10.0.0/16"), world.vpc("10.70.0.0/16", account=VENDOR)
    ends = (ours, theirs) if side is Side.REQUESTER else (theirs, ours)
    return world.request(*ends), ours, theirs


def test_a_named_outside_accounts_request_is_accepted_and_our_side_routed() -> None:
    world = World()
    pcx, ours, _ = asked_by(Side.ACCEPTER, world)

    Program(world, approving(one_sided())).sweep()

    assert world.status(pcx) is Status.ACTIVE
    assert world.routes_to(pcx) == {(world.main_table(ours), "10.70.0.0/16")}
    assert world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_our_request_that_the_vendor_accepts_is_routed_on_our_side() -> None:
    world = World()
    pcx, ours, _ = asked_by(Side.REQUESTER, world)
    program = Program(world, approving(one_sided()))
    program.requested(pcx)
    waiting = world.routes_to(pcx), world.status(pcx)
    world.accept(pcx)

    program.sweep()

    assert waiting == (set(), Status.PENDING_ACCEPTANCE)
    assert world.routes_to(pcx) == {(world.main_table(ours), "10.70.0.0/16")}


@pytest.mark.parametrize("by", list(Side))
def test_the_message_names_each_route_that_the_vendor_has_to_add(by: Side) -> None:
    world = World()
    pcx, _, theirs = asked_by(by, world)
    program = Program(world, approving(one_sided()))
    if by is Side.REQUESTER:
        world.accept(pcx)

    program.sweep()

    (said,) = [a for a in world.bus.announcements if isinstance(a, PeeringRouted)]
    (left,) = said.left_to_do
    assert theirs.id in left.who
    assert VENDOR in left.who
    assert "--destination-cidr-block 10.10.0.0/16" in left.command
    assert pcx in left.command


def test_nothing_of_the_vendors_is_ever_called() -> None:
    world = World()
    _, _, theirs = asked_by(Side.ACCEPTER, world)

    Program(world, approving(one_sided())).sweep()

    assert world.calls.to("network")
    assert not [c for c in world.calls.to("network") if VENDOR in str(c)]
    assert len(world.tables(theirs)[0].routes) == 1


def test_a_rule_that_is_not_one_sided_accepts_no_outsider() -> None:
    world = World()
    pcx, *_ = asked_by(Side.ACCEPTER, world)
    both = rule(requester=Conditions(accounts=(VENDOR,)))

    Program(world, approving(both)).sweep()

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
    (held,) = [a for a in world.bus.announcements if isinstance(a, PeeringHeld)]
    assert "one_sided must be true where the requester is not governed" in held.reasons[0]


def test_a_rule_that_is_not_one_sided_routes_to_no_outsider_who_accepted() -> None:
    world = World()
    pcx, *_ = asked_by(Side.REQUESTER, world)
    world.accept(pcx)

    Program(world, approving(rule())).sweep()

    assert world.routes_to(pcx) == set()
    assert world.bus.types == []


def test_a_one_sided_rule_accepts_nothing_between_two_of_ours() -> None:
    world = World()
    pcx = world.request(*world.pair())

    Program(world, approving(rule(one_sided=True))).requested(pcx)

    assert world.status(pcx) is Status.PENDING_ACCEPTANCE
