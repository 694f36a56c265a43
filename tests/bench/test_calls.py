"""A connection costs one call above the floor, and once in order only reads."""

from pathlib import Path

from bench.calls.case import Case, routed
from bench.calls.floor import accept_floor, again_floor, route_floor
from bench.calls.heard import Tally, tally
from tests.functions.calls_made import CallsMade, noted
from tests.functions.deployed_hub import Hub, hub_in_process
from tests.functions.test_batches import batch
from tests.functions.test_roles import APPROVALS, ends, mention


def invoked(hub: Hub, calls: CallsMade, name: str, connection_id: str) -> Tally:
    """What a new environment of the function asks EC2 and STS for."""
    hub.deploy(name)
    with calls.listen():
        assert hub.invoke(name, batch(mention(connection_id))) == {"batchItemFailures": []}
    asked = [call.action.partition(":") for call in calls.take()]
    return tally([action for service, _, action in asked if service in {"ec2", "sts"}])


def test_a_connection_costs_one_call_above_the_floor_and_then_only_reads(tmp_path: Path) -> None:
    case = Case(1, 1)
    with hub_in_process(tmp_path, APPROVALS) as hub, noted() as calls:
        (pair,) = ends(hub.ec2, "10.10.0.0/16")
        requested = pair.request()

        accept = invoked(hub, calls, "accept", requested)
        route = invoked(hub, calls, "route", requested)
        assert routed(pair, requested) == case.routes
        again = invoked(hub, calls, "route", requested)

    assert (accept.reads, accept.writes) == (accept_floor(case).reads, accept_floor(case).writes)
    assert (route.reads, route.writes) == (route_floor(case).reads, route_floor(case).writes)
    assert (again.reads, again.writes) == (again_floor(case).reads, 0)
    sessions = accept_floor(case).sessions + route_floor(case).sessions
    assert accept.sessions + route.sessions <= sessions + 1
