"""A peering that EC2 does not show may be fresh: its dead routes are not ended at first sight."""

from datetime import timedelta

import pytest

from peering.core.approvals import OnConflict
from peering.core.model import ConnectionId, Vpc
from peering.core.tables import Target, TargetKind
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world.world import World

DESTINATION = "10.20.0.0/16"
ROUTE_REST = approving(rule(on_conflict=OnConflict.ROUTE_REST))


def lead(world: World, vpc: Vpc, destination: str, pcx: ConnectionId) -> None:
    world.route(world.main_table(vpc), destination, Target(TargetKind.PEERING, pcx))


def fresh(world: World, ours: Vpc) -> ConnectionId:
    """A request that EC2 shows to nobody for a minute."""
    world.pace(invisible=60)
    other = world.request(ours, world.vpc("10.20.0.0/17", account="444455556666"))
    world.pace()
    return other


def replaced(world: World) -> int:
    return len([call for call in world.calls.to("network") if call.verb == "ReplaceRoute"])


def accepted(world: World) -> tuple[ConnectionId, Vpc, Vpc]:
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    world.accept(pcx)
    return pcx, ours, theirs


@pytest.mark.parametrize("destination", [DESTINATION, "10.20.4.0/22", "10.16.0.0/12"])
def test_a_route_written_ahead_to_a_fresh_peering_is_not_taken(destination: str) -> None:
    world = World()
    pcx, ours, theirs = accepted(world)
    other = fresh(world, ours)
    lead(world, ours, destination, other)

    Program(world, ROUTE_REST).changed(pcx)

    assert world.routes_to(other) == {(world.main_table(ours), destination)}
    assert world.routes_to(pcx) == {(world.main_table(theirs), "10.10.0.0/16")}
    assert world.bus.types[-1] == "Peering Route Conflict"


def test_a_request_is_not_accepted_over_a_route_written_ahead_to_a_fresh_peering() -> None:
    world = World()
    ours, theirs = world.pair()
    other = fresh(world, ours)
    lead(world, ours, DESTINATION, other)
    pcx = world.request(ours, theirs)

    Program(world, approving(rule())).requested(pcx)

    assert world.routes_to(pcx) == set()
    assert world.bus.types == ["Peering Held"]


def test_what_stays_absent_for_a_minute_has_ended() -> None:
    world = World()
    pcx, ours, _ = accepted(world)
    lead(world, ours, DESTINATION, ConnectionId("pcx-0000000000000dead"))
    began = world.clock()

    Program(world, ROUTE_REST).changed(pcx)

    assert (world.main_table(ours), DESTINATION) in world.routes_to(pcx)
    assert replaced(world) == 1
    assert timedelta(minutes=1) <= world.clock() - began < timedelta(minutes=3)
    assert world.bus.types == ["Peering Routed"]


def test_what_is_put_back_says_why() -> None:
    world = World()
    pcx, ours, _ = accepted(world)
    lead(world, ours, DESTINATION, ConnectionId("pcx-0000000000000dead"))
    program = Program(world, ROUTE_REST)

    program.route(program.mention(pcx))

    (put_back,) = world.reporter.of("connection.put_back")
    assert put_back["why"] == (
        "EC2 does not show pcx-0000000000000dead, to which a dead route in the way leads"
    )
    assert world.routes_to(pcx) == set()


@pytest.mark.parametrize("destination", ["0.0.0.0/0", "10.99.0.0/16"])
def test_an_absent_peering_that_is_in_nobodys_way_delays_nothing(destination: str) -> None:
    world = World()
    pcx, ours, _ = accepted(world)
    lead(world, ours, destination, ConnectionId("pcx-0000000000000dead"))
    began = world.clock()

    Program(world, ROUTE_REST).changed(pcx)

    assert len(world.routes_to(pcx)) == 2
    assert world.clock() == began


def test_an_absent_peering_delays_nothing_once_the_route_stands() -> None:
    world = World()
    pcx, ours, theirs = accepted(world)
    lead(world, ours, DESTINATION, pcx)
    lead(world, theirs, "10.10.0.0/16", pcx)
    lead(world, ours, "10.20.4.0/22", ConnectionId("pcx-0000000000000dead"))
    began = world.clock()

    Program(world, ROUTE_REST).changed(pcx)

    assert world.bus.types == ["Peering Routed"]
    assert world.clock() == began


def test_what_one_scope_shows_as_living_is_not_absent_though_another_does_not_show_it() -> None:
    world = World()
    pcx, ours, theirs = accepted(world)
    world.pace(initiating=300)
    other = world.request(theirs, ours)  # so far only its requester sees it
    lead(world, ours, DESTINATION, other)
    lead(world, theirs, "10.10.4.0/22", other)

    Program(world, ROUTE_REST).changed(pcx)

    assert (world.main_table(ours), DESTINATION) in world.routes_to(other)
    assert world.bus.types[-1] == "Peering Route Conflict"
