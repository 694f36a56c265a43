"""Tables: full ones, main ones, edge ones, those of two families and those of two peerings."""

import pytest

from peering.core.announcements import PeeringFailed, PeeringHeld, PeeringRouteConflict
from peering.core.approvals import MainTable, OnConflict, SideRoutes
from peering.core.model import Side
from tests.catalogue.estate import ABROAD, Estate
from tests.core.examples import rule
from tests.localcloud.ec2_peers import End, Peers
from tests.world import ACCEPTER


def fill(estate: Estate, ours: End, table: str, count: int) -> str:
    """Routes to somebody else's peering, so many that no more fit."""
    other = Peers(estate.vpc("10.30.0.0/16", ACCEPTER, ABROAD), ours).peer()
    for number in range(count):
        ours.client.create_route(
            RouteTableId=table,
            DestinationCidrBlock=f"10.30.{number}.0/24",
            VpcPeeringConnectionId=other,
        )
    return other


def test_table_k_of_n_is_full_before_the_request(estate: Estate) -> None:
    ours, theirs = estate.pair()
    tables = [ours.table_id(), estate.table(ours), estate.table(ours)]
    fill(estate, ours, tables[1], 3)
    before = estate.routes(ours)
    pcx = estate.request(ours, theirs)

    estate.program(rule(), routes_per_table=3).requested(pcx)

    assert theirs.status(pcx) == "pending-acceptance"
    assert estate.routes(ours) == before
    (held,) = estate.world.bus.announcements
    assert isinstance(held, PeeringHeld)
    assert tables[1] in " ".join(held.reasons)


def test_table_k_of_n_is_full_once_the_connection_lives(estate: Estate) -> None:
    ours, theirs = estate.pair()
    main, full = ours.table_id(), estate.table(ours)
    other = fill(estate, ours, full, 3)
    pcx = estate.request(ours, theirs)
    theirs.client.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    program = estate.program(rule(), routes_per_table=3)

    program.changed(pcx)
    program.sweep()

    assert estate.routes_to(pcx) == {(main, "10.20.0.0/16"), (theirs.table_id(), "10.10.0.0/16")}
    assert len(estate.routes_to(other)) == 3  # type: ignore[arg-type]  # an id
    (conflict,) = estate.world.bus.announcements
    assert isinstance(conflict, PeeringRouteConflict)
    assert [c.table for c in conflict.conflicts] == [full]


def test_ec2s_own_quota_is_smaller_than_was_thought(estate: Estate) -> None:
    estate.ec2.make(routes_per_table=3)
    ours, theirs = estate.pair()
    main, full = ours.table_id(), estate.table(ours)
    fill(estate, ours, full, 3)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())

    program.requested(pcx)
    for _ in range(6):
        estate.world.clock.advance(minutes=30)
        program.sweep()

    assert estate.routes_to(pcx) == {(main, "10.20.0.0/16"), (theirs.table_id(), "10.10.0.0/16")}
    assert estate.world.bus.types == ["Peering Accepted", "Peering Failed"]
    failed = estate.world.bus.announcements[-1]
    assert isinstance(failed, PeeringFailed)
    assert "RouteLimitExceeded" in failed.reasons[0]
    assert {(o.table_id, str(o.destination)) for o in estate.world.ledger.memory(pcx).owned} == (
        estate.routes_to(pcx)
    )


def test_a_full_table_that_is_emptied_is_routed(estate: Estate) -> None:
    estate.ec2.make(routes_per_table=3)
    ours, theirs = estate.pair()
    fill(estate, ours, ours.table_id(), 3)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    for _ in range(6):
        estate.world.clock.advance(minutes=30)
        program.sweep()

    ours.client.delete_route(RouteTableId=ours.table_id(), DestinationCidrBlock="10.30.0.0/24")
    program.sweep()

    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types[-1] == "Peering Routed"


def test_the_main_table_serves_subnets_without_one_of_their_own(estate: Estate) -> None:
    ours, theirs = estate.pair()
    client = ours.client
    implicit, explicit = (
        client.create_subnet(VpcId=ours.vpc_id, CidrBlock=block)["Subnet"]["SubnetId"]
        for block in ("10.10.0.0/24", "10.10.1.0/24")
    )
    other = estate.table(ours)
    client.associate_route_table(RouteTableId=other, SubnetId=explicit)
    pcx = estate.request(ours, theirs)
    main_only = rule(routes={Side.REQUESTER: SideRoutes(tables=MainTable())})

    estate.program(main_only).requested(pcx)

    def leads(subnet: str) -> bool:
        return (table_of(ours, subnet), "10.20.0.0/16") in estate.routes_to(pcx)

    assert (leads(implicit), leads(explicit)) == (True, False)


def table_of(end: End, subnet: str) -> str:
    """The table that a subnet goes by: its own, or the main one."""
    own = end.client.describe_route_tables(
        Filters=[{"Name": "association.subnet-id", "Values": [subnet]}]
    )["RouteTables"]
    return own[0]["RouteTableId"] if own else end.table_id()


def test_a_gateways_own_table_gets_no_route(estate: Estate) -> None:
    ours, theirs = estate.pair()
    edge = estate.table(ours)
    gateway = ours.client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ours.client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=ours.vpc_id)
    ours.client.associate_route_table(RouteTableId=edge, GatewayId=gateway)
    pcx = estate.request(ours, theirs)

    estate.program(rule()).requested(pcx)

    assert edge not in {table for table, _ in estate.routes_to(pcx)}
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]


@pytest.mark.parametrize("dual", ["requester", "accepter"])
def test_ipv6_on_one_side_only(estate: Estate, dual: str) -> None:
    ours, theirs = estate.pair()
    with_ipv6, without = (ours, theirs) if dual == "requester" else (theirs, ours)
    with_ipv6.client.associate_vpc_cidr_block(
        VpcId=with_ipv6.vpc_id, AmazonProvidedIpv6CidrBlock=True
    )
    pcx = estate.request(ours, theirs)

    program = estate.program(rule(on_conflict=OnConflict.HOLD))
    program.requested(pcx)
    program.sweep()

    families = {":" in destination for table, destination in estate.routes_to(pcx)}
    assert families == {False}
    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]
    assert all(":" not in destination for _, destination in estate.routes(without))


def test_ipv6_on_both_sides(estate: Estate) -> None:
    ours, theirs = estate.pair()
    for end, block in ((ours, "2600:1f14:1::/56"), (theirs, "2600:1f14:2::/56")):
        end.client.associate_vpc_cidr_block(VpcId=end.vpc_id, Ipv6CidrBlock=block, Ipv6Pool="pool")
    pcx = estate.request(ours, theirs)

    estate.program(rule()).requested(pcx)

    assert estate.routes_to(pcx) == {
        (ours.table_id(), "10.20.0.0/16"),
        (ours.table_id(), "2600:1f14:2::/56"),
        (theirs.table_id(), "10.10.0.0/16"),
        (theirs.table_id(), "2600:1f14:1::/56"),
    }


def test_a_table_shared_by_two_peerings_keeps_the_other_ones_routes(estate: Estate) -> None:
    ours, theirs = estate.pair()
    third = estate.vpc("10.30.0.0/16", ACCEPTER, ABROAD)
    first, second = estate.request(ours, theirs), estate.request(ours, third)
    program = estate.program(rule())
    program.requested(first)
    program.requested(second)
    theirs.client.delete_vpc_peering_connection(VpcPeeringConnectionId=first)

    program.changed(first)
    program.sweep()

    assert estate.routes_to(first) == set()
    assert estate.routes_to(second) == {
        (ours.table_id(), "10.30.0.0/16"),
        (third.table_id(), "10.10.0.0/16"),
    }


def test_a_conflict_and_a_refusal_at_once_are_told_of_once_each(estate: Estate) -> None:
    estate.ec2.make(routes_per_table=3)
    ours, theirs = estate.pair()
    full, taken = estate.table(ours), estate.table(ours)
    other = fill(estate, ours, full, 3)
    ours.client.create_route(
        RouteTableId=taken, DestinationCidrBlock="10.20.0.0/16", VpcPeeringConnectionId=other
    )
    pcx = estate.request(ours, theirs)
    program = estate.program(rule(on_conflict=OnConflict.ROUTE_REST))

    program.requested(pcx)
    for _ in range(4):
        program.sweep()

    assert sorted(estate.world.bus.types) == [
        "Peering Accepted",
        "Peering Failed",
        "Peering Route Conflict",
    ]
