"""VPCs whose blocks come and go while they are peered."""

from collections.abc import Callable

import pytest

from peering.core.announcements import PeeringRouteConflict
from peering.core.approvals import Conditions, OnConflict
from peering.core.model import VpcId
from peering.ports import Survey
from tests.catalogue.estate import Estate, EstateProgram
from tests.core.examples import cidrs, rule
from tests.localcloud.ec2_peers import End
from tests.world.ec2 import scope


def add(end: End, block: str) -> str:
    """Add a block, as the VPC's owner does; the association's id."""
    answer = end.client.associate_vpc_cidr_block(VpcId=end.vpc_id, CidrBlock=block)
    return answer["CidrBlockAssociation"]["AssociationId"]


def remove(end: End, association: str) -> None:
    end.client.disassociate_vpc_cidr_block(AssociationId=association)


def tell(program: EstateProgram, end: End) -> None:
    """Let the event of a changed block arrive."""
    where = scope(end.account_id, end.region)
    program.survey(Survey(where, VpcId(end.vpc_id), correlation_id="event"))
    program.run()


@pytest.mark.parametrize("found_by", [tell, lambda program, _: program.sweep()])
def test_a_block_added_after_acceptance(
    estate: Estate, found_by: Callable[[EstateProgram, End], None]
) -> None:
    estate.ec2.make(associating_seconds=40)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)

    add(theirs, "10.21.0.0/16")
    found_by(program, theirs)
    estate.world.clock.advance(minutes=30)
    program.sweep()

    assert (ours.table_id(), "10.21.0.0/16") in estate.routes_to(pcx)
    assert len(estate.routes_to(pcx)) == 3
    assert estate.world.bus.types[-1] == "Peering Routed"


def test_an_added_block_is_waited_for_without_a_sweep(estate: Estate) -> None:
    estate.ec2.make(associating_seconds=40)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    add(theirs, "10.21.0.0/16")

    tell(program, theirs)

    assert (ours.table_id(), "10.21.0.0/16") in estate.routes_to(pcx)


@pytest.mark.parametrize("found_by", [tell, lambda program, _: program.sweep()])
def test_a_block_removed_after_acceptance(
    estate: Estate, found_by: Callable[[EstateProgram, End], None]
) -> None:
    ours, theirs = estate.pair()
    added = add(theirs, "10.21.0.0/16")
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    assert len(estate.routes_to(pcx)) == 3

    remove(theirs, added)
    found_by(program, theirs)

    assert estate.routes_to(pcx) == {
        (ours.table_id(), "10.20.0.0/16"),
        (theirs.table_id(), "10.10.0.0/16"),
    }
    assert "Peering Route Conflict" not in estate.world.bus.types


@pytest.mark.parametrize("state", ["disassociating", "failed"])
def test_a_secondary_block_that_is_none(estate: Estate, state: str) -> None:
    ours, theirs = estate.pair()
    estate.ec2.make(disassociating_seconds=3600, associations_fail=state == "failed")
    added = add(theirs, "10.21.0.0/16")
    if state == "disassociating":
        remove(theirs, added)
    pcx = estate.request(ours, theirs)

    program = estate.program(rule(accepter=Conditions(cidrs=cidrs("10.20.0.0/16"))))
    program.requested(pcx)
    program.sweep()

    assert ours.status(pcx) == "active"
    assert estate.routes_to(pcx) == {
        (ours.table_id(), "10.20.0.0/16"),
        (theirs.table_id(), "10.10.0.0/16"),
    }


@pytest.mark.parametrize("on_conflict", list(OnConflict))
def test_a_block_that_would_pull_traffic_from_another_route(
    estate: Estate, on_conflict: OnConflict
) -> None:
    ours, theirs = estate.pair()
    gateway = ours.client.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    pcx = estate.request(ours, theirs)
    program = estate.program(rule(on_conflict=on_conflict))
    program.requested(pcx)
    ours.client.create_route(
        RouteTableId=ours.table_id(),
        DestinationCidrBlock="172.16.0.0/12",
        TransitGatewayId=gateway,
    )
    before = estate.routes(ours)

    add(theirs, "172.20.0.0/16")
    tell(program, theirs)
    program.sweep()

    assert estate.routes(ours) == before
    conflict = estate.world.bus.announcements[-1]
    assert isinstance(conflict, PeeringRouteConflict)
    assert f"take traffic from 172.16.0.0/12, which leads to {gateway}" in (
        conflict.conflicts[0].reason
    )
    assert estate.world.bus.types.count("Peering Route Conflict") == 1


def test_ipv6_comes_to_the_second_side_later(estate: Estate) -> None:
    ours, theirs = estate.pair()
    for_theirs, for_ours = "2600:1f14:2::/56", "2600:1f14:1::/56"
    theirs.client.associate_vpc_cidr_block(
        VpcId=theirs.vpc_id, Ipv6CidrBlock=for_theirs, Ipv6Pool="pool"
    )
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    assert len(estate.routes_to(pcx)) == 2

    ours.client.associate_vpc_cidr_block(VpcId=ours.vpc_id, Ipv6CidrBlock=for_ours, Ipv6Pool="pool")
    tell(program, ours)

    assert estate.routes_to(pcx) == {
        (ours.table_id(), "10.20.0.0/16"),
        (ours.table_id(), for_theirs),
        (theirs.table_id(), "10.10.0.0/16"),
        (theirs.table_id(), for_ours),
    }
