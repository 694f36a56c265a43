"""EC2's request rates: what is throttled is hindered, and nobody's fault."""

import pytest

from tests.catalogue.estate import Estate
from tests.core.examples import rule
from tests.world import DiedError


def test_a_burst_of_requests_is_worked_off_as_the_buckets_refill(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        estate.world.clock.advance(seconds=seconds)

    monkeypatch.setattr("time.sleep", sleep)
    ours, theirs = estate.pair()
    for _ in range(69):
        estate.table(ours)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    estate.ec2.make(throttling=True)

    program.requested(pcx)

    estate.ec2.make(throttling=False)
    assert len(estate.routes_to(pcx)) == 71
    assert slept
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]
    assert {owned.writes for owned in estate.world.ledger.memory(pcx).owned} == {1}


def test_being_throttled_again_and_again_is_not_taken_for_a_fight(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    deliveries = 5  # as many as SQS makes before it gives up; each is four tries
    estate.ec2.refuse("CreateRoute", "RequestLimitExceeded", times=(deliveries - 1) * 4, status=503)

    program.requested(pcx)

    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]
    assert {owned.writes for owned in estate.world.ledger.memory(pcx).owned} == {1}


def test_an_invocation_that_runs_out_of_time_has_claimed_little_more_than_it_wrote(
    estate: Estate,
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    for _ in range(59):
        estate.table(ours)
    theirs.client.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    for _ in range(4):
        run_out_of_time(estate, after=10)

    estate.program(rule()).changed(pcx)

    assert len(estate.routes_to(pcx)) == 61
    assert estate.world.bus.types == ["Peering Routed"]


def run_out_of_time(estate: Estate, after: int) -> None:
    """Kill the invocation in front of a route, once so many were written."""

    def die() -> None:
        raise DiedError("out of time")

    for _ in range(after):
        estate.ec2.meanwhile("CreateRoute", lambda: None)
    estate.ec2.meanwhile("CreateRoute", die)
