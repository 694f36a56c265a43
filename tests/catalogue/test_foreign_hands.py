"""Somebody else's tool that keeps taking our routes away is not fought, and somebody is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from peering.core.announcements import PeeringRouteConflict
from tests.catalogue.estate import Estate
from tests.core.examples import rule
from tests.localcloud.ec2_peers import End, Peers

DESTINATION = "10.20.0.0/16"


def wipe(estate: Estate, ours: End, theirs: End) -> None:
    ours.client.delete_route(RouteTableId=ours.table_id(), DestinationCidrBlock=DESTINATION)


def lead_to_the_grave(estate: Estate, ours: End, theirs: End) -> None:
    """As a tool does whose state still names the connection that was there before."""
    before = estate.vpc("10.20.0.0/24", theirs.account_id, theirs.region)
    old = Peers(ours, before).peer()
    ours.client.replace_route(
        RouteTableId=ours.table_id(), DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=old
    )
    ours.client.delete_vpc_peering_connection(VpcPeeringConnectionId=old)


@pytest.mark.parametrize("harm", [wipe, lead_to_the_grave])
def test_routes_wiped_again_and_again(
    estate: Estate, harm: Callable[[Estate, End, End], None]
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    place = (ours.table_id(), DESTINATION)
    repaired: list[datetime] = []

    for _ in range(22):
        if place in estate.routes_to(pcx):
            repaired.append(estate.world.clock())
            harm(estate, ours, theirs)
        estate.world.clock.advance(minutes=30)
        program.sweep()

    pauses = [later - sooner for sooner, later in pairwise(repaired)]
    assert pauses == sorted(pauses)
    assert pauses[-1] >= timedelta(hours=8)
    assert len(repaired) <= 5
    conflicts = [a for a in estate.world.bus.announcements if isinstance(a, PeeringRouteConflict)]
    assert conflicts
    assert "somebody else removes it" in conflicts[0].conflicts[0].reason
    assert (theirs.table_id(), "10.10.0.0/16") in estate.routes_to(pcx)


def test_once_it_stops_the_route_comes_back_and_is_told(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    for _ in range(4):
        if (ours.table_id(), DESTINATION) in estate.routes_to(pcx):
            wipe(estate, ours, theirs)
        estate.world.clock.advance(minutes=15)
        program.sweep()
    assert "Peering Route Conflict" in estate.world.bus.types

    estate.world.clock.advance(days=2)
    program.sweep()

    assert (ours.table_id(), DESTINATION) in estate.routes_to(pcx)
    assert estate.world.bus.types[-1] == "Peering Routed"
