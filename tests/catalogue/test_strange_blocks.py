"""Blocks that would pull the Internet's traffic, or a stranger's, into a peering."""

import pytest

from peering.core.announcements import PeeringHeld, PeeringRouteConflict
from peering.core.approvals import Conditions, OnConflict
from peering.core.tables import TargetKind
from tests.catalogue.estate import ABROAD, Estate
from tests.core.examples import TO_IGW, cidrs, rule
from tests.usecases.program import Program, approving
from tests.world import ACCEPTER, World

EVERYTHING = ("0.0.0.0/0", "::/0")
HALVES = ("0.0.0.0/1", "128.0.0.0/1")


@pytest.mark.parametrize("on_conflict", list(OnConflict))
@pytest.mark.parametrize("block", [*EVERYTHING, *HALVES])
def test_a_peer_block_of_everything_is_never_routed(block: str, on_conflict: OnConflict) -> None:
    """EC2 gives no VPC such a block; should it ever show one, the default routes stay."""
    world = World()
    ours, theirs = world.vpc("10.10.0.0/16", "fd00:1::/56"), world.vpc("10.20.0.0/16")
    world.route(world.main_table(ours), "0.0.0.0/0", TO_IGW)
    program = Program(world, approving(rule(on_conflict=on_conflict)))
    pcx = world.request(ours, theirs)
    program.requested(pcx)
    before = world.tables(ours)

    world.associate(theirs, block)
    program.sweep()

    assert world.tables(ours) == before
    conflict = world.bus.announcements[-1]
    assert isinstance(conflict, PeeringRouteConflict)
    (reason,) = {c.reason for c in conflict.conflicts if c.destination == block}
    assert ("default route" if block in EVERYTHING else "public range") in reason


@pytest.mark.parametrize("block", EVERYTHING)
def test_a_request_from_a_peer_with_a_block_of_everything_is_held(block: str) -> None:
    world = World()
    strange = world.vpc("10.10.0.0/16", block, account="777788889999")
    ours = world.vpc("10.20.0.0/16", "fd00:1::/56", account=ACCEPTER)
    pcx = world.request(strange, ours)
    world.ec2.peerings[pcx].ended = None  # as if EC2 had not minded the overlap
    anybody = rule(requester=Conditions(), on_conflict=OnConflict.ROUTE_REST)

    Program(world, approving(anybody)).requested(pcx)

    assert [c.verb for c in world.calls.to("network") if c.writes] == []
    assert not any(
        route.target.kind is TargetKind.PEERING for t in world.tables(ours) for route in t.routes
    )
    assert world.bus.types == ["Peering Held"]


def test_a_peer_with_a_public_range_is_held(estate: Estate) -> None:
    ours = estate.vpc("10.10.0.0/16")
    theirs = estate.vpc("8.8.0.0/16", ACCEPTER, ABROAD)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())

    program.requested(pcx)

    assert theirs.status(pcx) == "pending-acceptance"
    (held,) = estate.world.bus.announcements
    assert isinstance(held, PeeringHeld)
    assert "public range" in " ".join(held.reasons)
    assert estate.asked.writes == []


@pytest.mark.parametrize("on_conflict", list(OnConflict))
def test_a_peer_that_adds_a_public_range_gets_no_route_to_it(
    estate: Estate, on_conflict: OnConflict
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule(on_conflict=on_conflict))
    program.requested(pcx)
    before = estate.routes_to(pcx)

    theirs.client.associate_vpc_cidr_block(VpcId=theirs.vpc_id, CidrBlock="8.8.0.0/16")
    program.sweep()

    assert estate.routes_to(pcx) == before
    conflict = estate.world.bus.announcements[-1]
    assert isinstance(conflict, PeeringRouteConflict)
    assert "public range" in conflict.conflicts[0].reason


def test_a_public_range_that_the_rule_names_is_routed(estate: Estate) -> None:
    ours = estate.vpc("10.10.0.0/16")
    theirs = estate.vpc("203.0.0.0/16", ACCEPTER, ABROAD)
    pcx = estate.request(ours, theirs)

    estate.program(rule(accepter=Conditions(cidrs=cidrs("203.0.0.0/16")))).requested(pcx)

    assert (ours.table_id(), "203.0.0.0/16") in estate.routes_to(pcx)
