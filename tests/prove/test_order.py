"""The oracle of `any-order`: what it takes for disorder, and what not."""

from peering.core.model import ConnectionId
from peering.core.tables import RouteTableId, Target, TargetKind
from prove.any_order.order import disorder
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
_APPROVALS = approving(rule())


def routed_in_two_tables() -> tuple[World, ConnectionId, RouteTableId, RouteTableId]:
    world = World()
    ours, theirs = world.pair()
    another = world.table(ours)
    pcx = world.request(ours, theirs)
    Program(world, _APPROVALS).requested(pcx)
    assert len(world.routes_to(pcx)) == 3
    return world, pcx, world.main_table(ours), another


def test_a_route_that_is_gone_is_disorder() -> None:
    world, pcx, table, _ = routed_in_two_tables()
    assert list(disorder(world, _APPROVALS)) == []

    world.unroute(table, "10.20.0.0/16")

    assert list(disorder(world, _APPROVALS)) == [f"{pcx}: 10.20.0.0/16 is not routed in {table}"]


def test_what_takes_traffic_from_a_standing_route_holds_the_rest() -> None:
    world, pcx, table, another = routed_in_two_tables()
    world.route(another, "10.20.4.0/22", TO_TGW)
    world.unroute(table, "10.20.0.0/16")

    Program(world, _APPROVALS).sweep()

    assert world.bus.types[-1] == "Peering Route Conflict"
    assert (table, "10.20.0.0/16") not in world.routes_to(pcx)
    assert list(disorder(world, _APPROVALS)) == []
