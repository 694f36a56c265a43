"""Events and requests that come twice, in the wrong order, or too late."""

import pytest

from peering.core.memory import Basis
from tests.catalogue.estate import ABROAD, Estate
from tests.core.examples import rule
from tests.localcloud.ec2_peers import End
from tests.world import ACCEPTER


def neighbours(estate: Estate) -> tuple[End, End]:
    """Two VPCs of two accounts in one Region, where EC2 answers a request with what is there."""
    return estate.vpc("10.10.0.0/16"), estate.vpc("10.20.0.0/16", ACCEPTER)


def test_an_event_twice(estate: Estate) -> None:
    pcx = estate.request(*estate.pair())
    program = estate.program(rule())
    program.requested(pcx)
    estate.asked.forget()

    program.requested(pcx)
    program.changed(pcx)
    program.changed(pcx)

    assert estate.asked.writes == []
    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_accept_before_create(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    theirs.client.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    program = estate.program(rule())

    program.changed(pcx)
    estate.asked.forget()
    program.requested(pcx)

    assert estate.asked.writes == []
    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Routed"]


@pytest.mark.parametrize("stand", [False, True], ids=["answered with the first", "a second"])
def test_the_same_request_twice(estate: Estate, stand: bool) -> None:  # noqa: FBT001 # EC2's two ways
    estate.ec2.make(duplicates_stand=stand)
    ours, theirs = neighbours(estate)
    first = estate.request(ours, theirs)
    second = estate.request(ours, theirs)
    program = estate.program(rule())

    program.requested(first)
    program.requested(second)
    program.sweep()

    assert (first == second) is not stand
    assert ours.status(first) == "active"
    assert ours.status(second) == ("pending-acceptance" if stand else "active")
    assert len(estate.routes_to(first)) == 2
    assert "Peering Routed" in estate.world.bus.types


@pytest.mark.parametrize("routed_first", [True, False])
def test_the_reversed_pair_requested_as_well(estate: Estate, routed_first: bool) -> None:  # noqa: FBT001 # who is quicker
    ours, theirs = estate.pair()
    first, second = estate.request(ours, theirs), estate.request(theirs, ours)
    both = rule(requester=rule().accepter)
    program = estate.program(both)
    if routed_first:
        program.requested(first)
    else:
        theirs.client.accept_vpc_peering_connection(VpcPeeringConnectionId=first)

    program.requested(second)
    program.changed(first)
    program.sweep()

    assert ours.status(first) == "active"
    assert ours.status(second) == "pending-acceptance"
    assert len(estate.routes_to(first)) == 2
    assert estate.routes_to(second) == set()
    for verb in ("DeleteVpcPeeringConnection", "RejectVpcPeeringConnection"):
        assert verb not in estate.asked.writes
    said = estate.world.bus.announcements
    assert any(str(a.about) == second for a in said if a.type in {"Peering Held", "Peering Failed"})


def test_already_active_when_the_event_arrives(estate: Estate) -> None:
    ours, theirs = neighbours(estate)
    pcx = estate.request(ours, theirs)
    theirs.client.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    estate.program(rule()).requested(pcx)

    assert len(estate.routes_to(pcx)) == 2
    decision = estate.world.ledger.memory(pcx).decision
    assert decision is not None
    assert decision.basis is Basis.ADOPTED
    assert "AcceptVpcPeeringConnection" not in estate.asked.writes
    assert ABROAD not in {ask.scope.region for ask in estate.asked.made}
