"""What stands in a route's way is never overwritten, and what is there already stays."""

from collections.abc import Callable

import pytest

from peering.core.announcements import PeeringHeld, PeeringRouteConflict
from peering.core.approvals import OnConflict
from tests.catalogue.estate import ABROAD, Estate
from tests.core.examples import rule
from tests.localcloud.ec2_peers import End, Peers
from tests.world import ACCEPTER, HOME, REQUESTER

DESTINATION = "10.20.0.0/16"
ROUTE_REST = rule(on_conflict=OnConflict.ROUTE_REST)


def to_transit_gateway(estate: Estate, ours: End, table: str) -> str:
    made = ours.client.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    ours.client.create_route(
        RouteTableId=table, DestinationCidrBlock=DESTINATION, TransitGatewayId=made
    )
    return made


def to_virtual_gateway(estate: Estate, ours: End, table: str) -> str:
    estate.ec2.propagate_route(REQUESTER, HOME, table, DESTINATION, "vgw-0123456789abcdef0")
    return "vgw-0123456789abcdef0"


def to_another_peering(estate: Estate, ours: End, table: str) -> str:
    # requested by them, so that no rule makes it our business
    other = Peers(estate.vpc("10.20.0.0/17", ACCEPTER, ABROAD), ours).peer()
    ours.client.create_route(
        RouteTableId=table, DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=other
    )
    return other


TAKERS = [to_transit_gateway, to_virtual_gateway, to_another_peering]


@pytest.mark.parametrize("take", TAKERS)
def test_a_destination_that_leads_elsewhere_holds_the_request(
    estate: Estate, take: Callable[[Estate, End, str], str]
) -> None:
    ours, theirs = estate.pair()
    target = take(estate, ours, ours.table_id())
    before = estate.routes(ours)
    pcx = estate.request(ours, theirs)

    estate.program(rule()).requested(pcx)

    assert theirs.status(pcx) == "pending-acceptance"
    assert estate.routes(ours) == before
    (held,) = estate.world.bus.announcements
    assert isinstance(held, PeeringHeld)
    assert f"already leads to {target}" in held.reasons[1]


@pytest.mark.parametrize("take", TAKERS)
def test_a_destination_that_leads_elsewhere_is_never_overwritten(
    estate: Estate, take: Callable[[Estate, End, str], str]
) -> None:
    ours, theirs = estate.pair()
    main, other = ours.table_id(), estate.table(ours)
    target = take(estate, ours, main)
    before = estate.routes(ours)
    pcx = estate.request(ours, theirs)
    program = estate.program(ROUTE_REST)

    program.requested(pcx)
    program.sweep()

    after = estate.routes(ours)
    assert after[main, DESTINATION] == before[main, DESTINATION]
    assert estate.routes_to(pcx) == {(other, DESTINATION), (theirs.table_id(), "10.10.0.0/16")}
    conflict = estate.world.bus.announcements[-1]
    assert isinstance(conflict, PeeringRouteConflict)
    assert target in conflict.conflicts[0].reason


def test_a_route_that_others_write_between_look_and_write_is_not_overwritten(
    estate: Estate,
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    estate.ec2.meanwhile("CreateRoute", lambda: to_transit_gateway(estate, ours, ours.table_id()))

    estate.program(ROUTE_REST).requested(pcx)

    route = ours.route(DESTINATION)
    assert route is not None
    assert "TransitGatewayId" in route
    assert estate.routes_to(pcx) == {(theirs.table_id(), "10.10.0.0/16")}
    assert estate.world.bus.types[-1] == "Peering Route Conflict"


def test_the_same_route_is_there_already(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    ours.client.create_route(
        RouteTableId=ours.table_id(), DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=pcx
    )

    program = estate.program(rule())
    program.requested(pcx)
    program.sweep()

    (written,) = estate.asked.of("CreateRoute")
    assert written.params["RouteTableId"] == theirs.table_id()
    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]


@pytest.mark.parametrize("forgotten", [False, True], ids=["deleted", "forgotten"])
def test_the_same_route_is_there_and_dead(estate: Estate, forgotten: bool) -> None:  # noqa: FBT001 # how long ago
    ours, theirs = estate.pair()
    old = Peers(ours, theirs).peer()
    ours.client.create_route(
        RouteTableId=ours.table_id(), DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=old
    )
    theirs.client.delete_vpc_peering_connection(VpcPeeringConnectionId=old)
    estate.world.clock.advance(hours=72 if forgotten else 1)
    pcx = estate.request(ours, theirs)

    program = estate.program(rule())
    program.requested(pcx)
    program.sweep()

    assert len(estate.asked.of("ReplaceRoute")) == 1
    route = ours.route(DESTINATION)
    assert route is not None
    assert (route["VpcPeeringConnectionId"], route["State"]) == (pcx, "active")
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_a_blackhole_to_a_peering_that_is_merely_pending_is_not_dead(estate: Estate) -> None:
    ours, theirs = estate.pair()
    other = Peers(ours, estate.vpc("10.20.0.0/17", ACCEPTER, ABROAD)).request()
    ours.client.create_route(
        RouteTableId=ours.table_id(), DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=other
    )
    pcx = estate.request(ours, theirs)

    program = estate.program(ROUTE_REST)
    program.requested(pcx)

    route = ours.route(DESTINATION)
    assert route is not None
    assert (route["VpcPeeringConnectionId"], route["State"]) == (other, "blackhole")
    assert estate.asked.of("ReplaceRoute") == []
    assert estate.world.bus.types == ["Peering Accepted", "Peering Route Conflict"]


def test_a_blackhole_to_a_fresh_peering_that_ec2_does_not_show_yet_is_not_dead(
    estate: Estate,
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    estate.world.clock.advance(minutes=2)
    other = Peers(estate.vpc("10.20.0.0/17", ACCEPTER, ABROAD), ours).request()
    ours.client.create_route(
        RouteTableId=ours.table_id(), DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=other
    )
    estate.ec2.make(fresh_id_seconds=60)

    estate.program(rule()).requested(pcx)

    route = ours.route(DESTINATION)
    assert route is not None
    assert route["VpcPeeringConnectionId"] == other
    assert estate.asked.of("ReplaceRoute") == []
    assert theirs.status(pcx) == "pending-acceptance"
    assert estate.world.bus.types == ["Peering Held"]


def test_a_wider_blackhole_to_a_peering_that_is_merely_pending_loses_no_traffic(
    estate: Estate,
) -> None:
    ours, theirs = estate.vpc("10.10.0.0/16"), estate.vpc("10.20.16.0/20", ACCEPTER, ABROAD)
    around = Peers(estate.vpc(DESTINATION, ACCEPTER, ABROAD), ours)
    other = around.request()
    ours.client.create_route(
        RouteTableId=ours.table_id(), DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=other
    )
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())

    program.requested(pcx)

    assert theirs.status(pcx) == "pending-acceptance"
    (held,) = estate.world.bus.announcements
    assert isinstance(held, PeeringHeld)
    assert f"would take traffic from {DESTINATION}, which leads to {other}" in held.reasons[1]
    around.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=other)
    program.sweep()
    assert (ours.table_id(), "10.20.16.0/20") in estate.routes_to(pcx)


def test_what_ec2_lists_in_another_order_is_no_news(estate: Estate) -> None:
    estate.ec2.make(reordered=True)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(ROUTE_REST)
    other = Peers(estate.vpc("10.20.0.0/17", ACCEPTER, ABROAD), ours).peer()
    for block in ("10.20.1.0/24", "10.20.2.0/24", "10.20.3.0/24"):
        for table in (ours.table_id(), estate.table(ours)):
            ours.client.create_route(
                RouteTableId=table, DestinationCidrBlock=block, VpcPeeringConnectionId=other
            )

    program.requested(pcx)
    for _ in range(3):
        program.sweep()
        program.changed(pcx)

    assert estate.world.bus.types == ["Peering Accepted", "Peering Route Conflict"]
