"""How connections end, while nobody looks or while somebody is at work on them."""

from collections.abc import Callable

import pytest

from peering.core.announcements import PeeringCleaned
from tests.catalogue.estate import Estate
from tests.core.examples import rule
from tests.localcloud.ec2_peers import End


def delete_vpc(end: End) -> None:
    end.client.delete_vpc(VpcId=end.vpc_id)


def test_a_deleted_connection_is_shown_without_blocks(estate: Estate) -> None:
    estate.ec2.make(ended_without_blocks=True)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    theirs.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert len(estate.routes_to(pcx)) == 2  # EC2 leaves them, dead

    program.changed(pcx)

    assert estate.routes_to(pcx) == set()
    cleaned = estate.world.bus.announcements[-1]
    assert isinstance(cleaned, PeeringCleaned)
    assert {r.destination for r in cleaned.routes} == {"10.20.0.0/16", "10.10.0.0/16"}
    assert cleaned.connection.requester is not None
    assert cleaned.connection.requester.cidrs == ("10.10.0.0/16",)


@pytest.mark.parametrize("hours", [1, 3, 72], ids=["seen by both", "by one", "by nobody"])
def test_a_deletion_that_no_event_told_of(estate: Estate, hours: int) -> None:
    estate.ec2.make(ended_without_blocks=True)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    theirs.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    estate.world.clock.advance(hours=hours)

    program.sweep()
    program.sweep()

    assert estate.routes_to(pcx) == set()
    assert estate.world.bus.types.count("Peering Cleaned") == 1


@pytest.mark.parametrize("whose", ["requester", "accepter"])
@pytest.mark.parametrize(
    "action",
    ["AcceptVpcPeeringConnection", "CreateRoute", "CreateTags", "DescribeRouteTables"],
)
def test_a_vpc_is_deleted_while_its_peering_is_being_routed(
    estate: Estate, action: str, whose: str
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    doomed, left = (ours, theirs) if whose == "requester" else (theirs, ours)
    estate.ec2.meanwhile(action, lambda: delete_vpc(doomed))

    program.requested(pcx)
    program.sweep()

    assert left.status(pcx) in {"deleted", None}
    assert estate.routes_to(pcx) == set()
    assert "DeleteVpcPeeringConnection" not in estate.asked.writes


@pytest.mark.parametrize("end", ["delete the connection", "delete a table"])
def test_what_is_being_routed_goes_away_between_two_routes(estate: Estate, end: str) -> None:
    ours, theirs = estate.pair()
    other = estate.table(ours)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    ends: dict[str, Callable[[], object]] = {
        "delete the connection": lambda: ours.client.delete_vpc_peering_connection(
            VpcPeeringConnectionId=pcx
        ),
        "delete a table": lambda: ours.client.delete_route_table(RouteTableId=other),
    }
    estate.ec2.meanwhile("CreateRoute", lambda: None)
    estate.ec2.meanwhile("CreateRoute", ends[end])

    program.requested(pcx)
    program.sweep()

    if end == "delete a table":
        assert estate.routes_to(pcx) == {
            (ours.table_id(), "10.20.0.0/16"),
            (theirs.table_id(), "10.10.0.0/16"),
        }
        assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]
    else:
        assert estate.routes_to(pcx) == set()
        assert estate.world.bus.types[-1] == "Peering Cleaned"


def test_a_row_that_changes_hands_while_it_is_cleaned_up_is_put_right_by_the_sweep(
    estate: Estate,
) -> None:
    """EC2's DeleteRoute takes no condition: what comes between look and write is lost, briefly."""
    ours, theirs = estate.pair()
    first = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(first)
    theirs.client.delete_vpc_peering_connection(VpcPeeringConnectionId=first)
    second = estate.request(ours, theirs)
    theirs.client.accept_vpc_peering_connection(VpcPeeringConnectionId=second)
    estate.ec2.meanwhile(
        "DeleteRoute",
        lambda: ours.client.replace_route(
            RouteTableId=ours.table_id(),
            DestinationCidrBlock="10.20.0.0/16",
            VpcPeeringConnectionId=second,
        ),
    )

    program.changed(first)
    program.sweep()

    assert estate.routes_to(first) == set()
    assert estate.routes_to(second) == {
        (ours.table_id(), "10.20.0.0/16"),
        (theirs.table_id(), "10.10.0.0/16"),
    }
