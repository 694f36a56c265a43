"""What is told last is what is so: a state that comes back is told again."""

import pytest

from peering.core.announcements import PeeringHeld, PeeringRouteConflict
from peering.core.approvals import OnConflict
from peering.core.marking import STATUS
from tests.catalogue.estate import ABROAD, Estate
from tests.core.examples import rule
from tests.localcloud.ec2_peers import End, Peers
from tests.world import ACCEPTER

DESTINATION = "10.20.0.0/16"


def take(estate: Estate, ours: End, table: str) -> None:
    """Lead the destination elsewhere, in that table."""
    other = Peers(estate.vpc("10.20.0.0/17", ACCEPTER, ABROAD), ours).peer()
    ours.client.create_route(
        RouteTableId=table, DestinationCidrBlock=DESTINATION, VpcPeeringConnectionId=other
    )


def statuses(connection_id: str, *ends: End) -> list[str]:
    """What each owner reads on the connection."""
    found = [
        end.client.describe_tags(
            Filters=[
                {"Name": "resource-id", "Values": [connection_id]},
                {"Name": "key", "Values": [STATUS]},
            ]
        )["Tags"]
        for end in ends
    ]
    return [tag["Value"] for tags in found for tag in tags]


def test_a_conflict_that_comes_back_as_it_was(estate: Estate) -> None:
    ours, theirs = estate.pair()
    first, second = estate.table(ours), estate.table(ours)
    take(estate, ours, first)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule(on_conflict=OnConflict.ROUTE_REST))
    program.requested(pcx)

    ours.client.delete_route(RouteTableId=second, DestinationCidrBlock=DESTINATION)
    take(estate, ours, second)
    program.sweep()
    ours.client.delete_route(RouteTableId=second, DestinationCidrBlock=DESTINATION)
    program.sweep()
    program.sweep()

    told = [a for a in estate.world.bus.announcements if isinstance(a, PeeringRouteConflict)]
    assert [{c.table for c in one.conflicts} for one in told] == [{first}, {first, second}, {first}]


@pytest.mark.parametrize("side", ["requester", "accepter"])
def test_a_conflict_ends_because_its_owner_takes_away_what_was_in_the_way(
    estate: Estate, side: str
) -> None:
    """The route stood all along, so nothing is left to do but to say so."""
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    end, inside = (ours, "10.20.4.0/22") if side == "requester" else (theirs, "10.10.4.0/22")
    other = Peers(estate.vpc(inside, ACCEPTER, ABROAD), end).peer()
    end.client.create_route(
        RouteTableId=end.table_id(), DestinationCidrBlock=inside, VpcPeeringConnectionId=other
    )
    program.sweep()
    in_conflict = statuses(pcx, ours, theirs)

    end.client.delete_route(RouteTableId=end.table_id(), DestinationCidrBlock=inside)
    program.sweep()
    program.sweep()

    assert in_conflict == ["conflict", "conflict"]
    assert statuses(pcx, ours, theirs) == ["routed", "routed"]
    assert estate.world.bus.types[1:] == [
        "Peering Routed",
        "Peering Route Conflict",
        "Peering Routed",
    ]


def test_a_request_that_is_held_for_another_reason_and_then_for_the_first_again(
    estate: Estate,
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program()
    program.requested(pcx)
    take(estate, ours, ours.table_id())

    program.approvals = estate.program(rule()).approvals
    program.sweep()
    program.approvals = estate.program().approvals
    program.sweep()
    program.sweep()

    told = [a.reasons[0] for a in estate.world.bus.announcements if isinstance(a, PeeringHeld)]
    assert len(told) == 3
    assert told[0] == told[2] != told[1]


def test_a_request_that_is_held_again_after_a_refusal(estate: Estate) -> None:
    pcx = estate.request(*estate.pair())
    program = estate.program()
    estate.ec2.refuse("AcceptVpcPeeringConnection", "UnauthorizedOperation", status=403, times=2)
    program.requested(pcx)

    for rules in ((rule(),), (), (rule(),)):
        program.approvals = estate.program(*rules).approvals
        program.sweep()

    assert estate.world.bus.types == ["Peering Held", "Peering Failed"] * 2


@pytest.mark.parametrize("end", ["expired", "rejected"])
def test_a_request_that_never_stood_is_not_told_of_as_cleaned_up(estate: Estate, end: str) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    estate.ec2.refuse("AcceptVpcPeeringConnection", "UnauthorizedOperation", times=9, status=403)
    program = estate.program(rule())
    program.requested(pcx)

    if end == "expired":
        estate.world.clock.advance(days=7, hours=1)
    else:
        theirs.client.reject_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    program.sweep()
    program.sweep()

    assert ours.status(pcx) == end
    assert set(estate.world.bus.types) == {"Peering Failed"}
    decision = estate.world.ledger.memory(pcx).decision
    assert decision is not None
    assert decision.closed
