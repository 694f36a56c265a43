"""EC2 is eventually consistent, and slow now and then."""

import pytest

from peering.core.approvals import Effect
from tests.catalogue.estate import Estate, EstateProgram
from tests.core.examples import rule


@pytest.mark.parametrize(
    "slow",
    ["fresh_id_write_seconds", "fresh_id_seconds", "initiating_seconds", "provisioning_seconds"],
)
def test_described_but_notfound_to_accept_for_seconds(estate: Estate, slow: str) -> None:
    estate.ec2.make(**{slow: 40})
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)

    estate.program(rule()).requested(pcx)

    assert ours.status(pcx) == "active"
    assert estate.routes_to(pcx) == {
        (ours.table_id(), "10.20.0.0/16"),
        (theirs.table_id(), "10.10.0.0/16"),
    }
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_accepted_but_still_reads_pending(estate: Estate) -> None:
    estate.ec2.make(stale_read_seconds=40)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    estate.world.clock.advance(minutes=1)

    program = estate.program(rule())
    program.requested(pcx)
    program.requested(pcx)

    assert ours.status(pcx) == "active"
    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]
    assert "DeleteVpcPeeringConnection" not in estate.asked.writes


def test_routes_that_were_written_are_not_shown_yet(estate: Estate) -> None:
    """Nothing is written twice, and nobody is suspected of removing it."""
    estate.ec2.make(stale_table_seconds=200)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())

    program.requested(pcx)
    program.changed(pcx)
    program.changed(pcx)
    estate.world.clock.advance(minutes=30)
    program.sweep()

    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_routes_that_were_deleted_are_still_shown(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    estate.ec2.make(stale_table_seconds=200)
    ours.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    program.changed(pcx)
    program.changed(pcx)
    estate.world.clock.advance(minutes=30)
    program.sweep()

    assert estate.routes_to(pcx) == set()
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed", "Peering Cleaned"]


def test_everything_at_once_for_a_whole_life(estate: Estate) -> None:
    ours, theirs = estate.pair()
    estate.ec2.make(
        page_size=1,
        reordered=True,
        other_spelling=True,
        ended_without_blocks=True,
        initiating_seconds=7,
        provisioning_seconds=45,
        deleting_seconds=90,
        associating_seconds=20,
        disassociating_seconds=20,
        fresh_id_seconds=3,
        fresh_id_write_seconds=12,
        stale_read_seconds=40,
        stale_table_seconds=40,
    )
    estate.table(ours)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule(dns=True))
    program.requested(pcx)
    program.changed(pcx)
    added = theirs.client.associate_vpc_cidr_block(VpcId=theirs.vpc_id, CidrBlock="10.21.0.0/16")
    live(program)
    theirs.client.disassociate_vpc_cidr_block(
        AssociationId=added["CidrBlockAssociation"]["AssociationId"]
    )
    live(program)
    routed = len(estate.routes_to(pcx))

    ours.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    program.changed(pcx)
    live(program)

    assert routed == 3
    assert estate.routes_to(pcx) == set()
    said = estate.world.bus.types
    assert (said[0], said[-1]) == ("Peering Accepted", "Peering Cleaned")
    assert set(said[1:-1]) == {"Peering Routed"}


def live(program: EstateProgram) -> None:
    """Let time pass, as the sweep divides it."""
    for _ in range(3):
        program.world.clock.advance(minutes=30)
        program.sweep()


def test_rejected_but_still_reads_pending(estate: Estate) -> None:
    estate.ec2.make(stale_read_seconds=40)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    estate.world.clock.advance(minutes=1)
    program = estate.program(rule(name="no", effect=Effect.REJECT))

    program.requested(pcx)
    program.requested(pcx)

    assert ours.status(pcx) == "rejected"
    assert estate.world.bus.types == ["Peering Rejected"]
