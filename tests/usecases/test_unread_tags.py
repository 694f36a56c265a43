"""A tag that can't be read for a while removes nothing and adds nothing."""

from dataclasses import replace

from peering.core.announcements import PeeringUnapproved
from peering.core.approvals import Conditions, Effect, Rule, SideRoutes
from peering.core.model import ConnectionId, Side, Vpc
from tests.core.examples import cidrs
from tests.usecases.program import Program, approving
from tests.world.world import World

OURS = Conditions(accounts=("111122223333",))
WIDE = Rule("wide", Effect.ACCEPT, OURS, Conditions(tags={"peering": "open"}))
NARROW = Rule(
    "narrow",
    Effect.ACCEPT,
    OURS,
    routes={Side.REQUESTER: SideRoutes(destinations=cidrs("10.20.4.0/22"))},
)
BOTH_WIDE = {"10.20.0.0/16", "10.10.0.0/16"}


def widened() -> tuple[Program, ConnectionId, Vpc]:
    """Accepted by the narrow rule; since the accepter's tag came, the wide one decides."""
    world = World()
    ours, theirs = world.pair()
    program = Program(world, approving(WIDE, NARROW))
    pcx = world.request(ours, theirs)
    program.requested(pcx)
    world.ec2.vpcs[theirs.id] = replace(theirs, tags={"peering": "open"})
    program.sweep()
    assert destinations(world, pcx) == BOTH_WIDE
    return program, pcx, theirs


def destinations(world: World, pcx: ConnectionId) -> set[str]:
    return {destination for _, destination in world.routes_to(pcx)}


def test_a_later_rule_does_not_decide_while_an_earlier_ones_tag_is_unreadable() -> None:
    program, pcx, theirs = widened()
    world = program.world
    world.deny(theirs.scope)
    world.calls.forget()

    program.sweep()
    program.sweep()

    assert destinations(world, pcx) == BOTH_WIDE
    told = world.bus.announcements[-1]
    assert isinstance(told, PeeringUnapproved)
    (reason,) = told.reasons
    assert reason == (
        "rule 'wide' may decide it, and nobody can tell that it does not fit: "
        "accepter.tags must be peering=open, but is not readable"
    )
    assert world.bus.types.count(PeeringUnapproved.type) == 1
    assert [c.verb for c in world.calls.to("network") if c.writes] == ["TagConnection"]


def test_once_the_tag_is_readable_again_it_is_served_and_told() -> None:
    program, pcx, theirs = widened()
    world = program.world
    world.deny(theirs.scope)
    program.sweep()

    world.admit(theirs.scope)
    program.sweep()
    program.sweep()

    assert destinations(world, pcx) == BOTH_WIDE
    assert world.bus.types[-2:] == ["Peering Unapproved", "Peering Routed"]


def test_a_tag_that_is_read_and_gone_lets_the_later_rule_decide() -> None:
    program, pcx, theirs = widened()
    program.world.ec2.vpcs[theirs.id] = replace(theirs, tags={})

    program.sweep()

    assert destinations(program.world, pcx) == {"10.20.4.0/22", "10.10.0.0/16"}


def test_a_vendors_tag_that_can_never_be_read_keeps_nothing_waiting() -> None:
    world = World()
    ours, vendor = world.vpc("10.10.0.0/16"), world.vpc("10.20.0.0/16", account="999900001111")
    rules = (replace(rule, one_sided=True) for rule in (WIDE, NARROW))
    program = Program(world, approving(*rules))
    pcx = world.request(ours, vendor)
    world.accept(pcx)

    program.changed(pcx)
    program.sweep()

    assert destinations(world, pcx) == {"10.20.4.0/22"}
    assert world.bus.types[-1] == "Peering Routed"


def test_who_asked_was_never_recorded_and_keeps_nothing_waiting() -> None:
    world = World()
    hers = replace(NARROW, name="hers", requested_by=("arn:aws:iam::111122223333:user/alice",))
    program = Program(world, approving(hers, Rule("all", Effect.ACCEPT, OURS)))
    pcx = world.request(*world.pair())

    program.requested(pcx)
    program.sweep()

    assert destinations(world, pcx) == BOTH_WIDE
    assert world.bus.types == ["Peering Accepted", "Peering Routed"]
