"""A connection costs one call above the floor, and once in order only reads."""

from pathlib import Path

import pytest

from bench.calls.case import Case, resolved, routed
from bench.calls.floor import accept_floor, again_floor, route_floor
from bench.calls.tally import Tally, tally
from peering.core.model import AccountId, ConnectionId, Region, Scope
from peering.core.work import encode
from peering.ports import Mention
from tests.functions.calls_made import CallsMade, noted
from tests.functions.deployed_hub import Hub, hub_in_process
from tests.functions.test_batches import batch

APPROVALS = """\
version: 1
governs:
  - accounts: ["111122223333", "444455556666"]
    regions: [us-east-1, eu-west-1]
rules:
  - name: measured
    effect: accept
    requester: {accounts: ["111122223333", "444455556666"]}
    accepter: {tags: {peering: open}}
    dns: true
"""


def invoked(hub: Hub, calls: CallsMade, name: str, mention: Mention) -> Tally:
    """What a new environment of the function asks EC2 and STS for."""
    hub.deploy(name)
    with calls.listen():
        assert hub.invoke(name, batch(encode(mention))) == {"batchItemFailures": []}
    asked = [call.action.partition(":") for call in calls.take()]
    return tally([action for service, _, action in asked if service in {"ec2", "sts"}])


@pytest.mark.parametrize(
    "case", [Case(1, 1), Case(2, 2), Case(5, 2), Case(2, 2, together=True)], ids=str
)
def test_a_connection_costs_one_call_above_the_floor_and_then_only_reads(
    case: Case, tmp_path: Path
) -> None:
    with hub_in_process(tmp_path, APPROVALS) as hub, noted() as calls:
        pair = case.build(hub.ec2)
        requested = ConnectionId(pair.request())
        ends = (pair.accepter, pair.requester)
        scopes = (Scope(AccountId(end.account_id), Region(end.region)) for end in ends)
        mention = Mention(requested, tuple(dict.fromkeys(scopes)))

        accept = invoked(hub, calls, "accept", mention)
        route = invoked(hub, calls, "route", mention)
        assert (routed(pair, requested), resolved(pair, requested)) == (case.routes, 2)
        again = invoked(hub, calls, "route", mention)

    assert (accept.reads, accept.writes) == (accept_floor(case).reads, accept_floor(case).writes)
    assert (route.reads, route.writes) == (route_floor(case).reads, route_floor(case).writes)
    assert (again.reads, again.writes) == (again_floor(case).reads, 0)
    sessions = accept_floor(case).sessions + route_floor(case).sessions
    assert accept.sessions + route.sessions <= sessions + 1
