"""The hops of one connection's way, read from the calls."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.latency.timeline import HOPS, Timeline
from localcloud import Call

BEGAN = datetime(2026, 11, 23, tzinfo=UTC)
ACCEPT, ROUTE = "arn:aws:iam::1:role/vpc-peering-accept", "arn:aws:iam::1:role/vpc-peering-route"


def call(milliseconds: int, action: str, role: str | None) -> Call:
    at = BEGAN + timedelta(milliseconds=milliseconds)
    return Call(
        number=1,
        at=at,
        service="ec2",
        action=action,
        account_id="1",
        region="us-east-1",
        principal="",
        role=role,
        resources=(),
        error=None,
        writes=not action.startswith("Describe"),
    )


WAY = [
    call(0, "CreateVpcPeeringConnection", None),
    call(5, "DescribeVpcPeeringConnections", None),  # somebody else's
    call(10, "DescribeVpcPeeringConnections", ACCEPT),
    call(20, "DescribeRouteTables", ACCEPT),
    call(40, "AcceptVpcPeeringConnection", ACCEPT),
    call(70, "DescribeVpcPeeringConnections", ROUTE),
    call(90, "CreateRoute", ROUTE),
    call(110, "CreateRoute", ROUTE),
    call(130, "CreateTags", ROUTE),
]


DELIVERED = {
    kind: BEGAN + timedelta(milliseconds=at)
    for kind, at in (
        ("CreateVpcPeeringConnection", 4),
        ("Peering Accepted", 55),
        ("Peering Routed", 140),
    )
}


def test_each_hop_ends_where_the_next_begins() -> None:
    timeline = Timeline.read(WAY, DELIVERED, BEGAN + timedelta(milliseconds=160))

    hops = {hop: getattr(timeline, hop) for hop in HOPS}
    assert hops == {
        "event": 4,
        "accepts_queue": 6,
        "accept": 30,
        "bus": 15,
        "routes_queue": 15,
        "route": 40,
        "rest": 30,
        "notify": 20,
    }
    assert (timeline.routed, timeline.told) == (110, 160)


def test_a_connection_that_was_not_routed_has_no_timeline() -> None:
    with pytest.raises(StopIteration):
        Timeline.read(WAY[:6], DELIVERED, BEGAN)
    with pytest.raises(KeyError):
        Timeline.read(WAY, {}, BEGAN)
