"""`peerctl` against a deployed hub: seen, saved, compared; test_states has every state."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from demo.places import DATA, EAST, HUB, SHARED, WEST
from demo.story import Theatre
from tests.deployed.states import Pair
from tests.peerctl.command import ROOT, Ended, peerctl, spawned

pytestmark = pytest.mark.deployed

APPROVALS = ("--approvals", str(ROOT / "demo/approvals.yaml"))


class Operator:
    """Somebody of the hub's account at a terminal."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.environment = theatre.cloud.environment(HUB, EAST)

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None) -> Ended:
        """Run the command with the operator's own credentials."""
        return peerctl(*arguments, env={**self.environment, **(env or {})})

    def pair(self, requester: str, accepter: str, **tags: str) -> Pair:
        """Two VPCs with these blocks, and a request from one to the other."""
        network = self.theatre.network
        asks = network.vpc(DATA, EAST, requester)
        asked = network.vpc(SHARED, WEST, accepter, **tags)
        return Pair(asks, asked, network.request(asks, asked))

    def routed(self, requester: str, accepter: str) -> Pair:
        """A pair that the deployed program has accepted and routed."""
        pair = self.pair(requester, accepter, peering="open")
        self.theatre.message("Peering Routed", pair.id)
        self.theatre.settle()
        return pair


@pytest.fixture(scope="module")
def operator(theatre: Theatre) -> Operator:
    return Operator(theatre)


@pytest.fixture(scope="module")
def routed(operator: Operator) -> Pair:
    return operator.routed("10.20.64.0/20", "10.42.64.0/20")


def test_a_routed_connection_is_in_order(operator: Operator, routed: Pair) -> None:
    ended = operator("status", routed.id, *APPROVALS)

    assert ended.code == 0, ended.err
    first, *rest = ended.out.splitlines()
    assert first.startswith(f"{routed.id}\tactive\tdata platform into shared services\t")
    assert first.endswith("\t4/4\tyes/yes\tin order")
    assert sum(line.endswith("\tstands\t") for line in rest) == 4


def test_a_routed_connection_has_nothing_planned(operator: Operator, routed: Pair) -> None:
    ended = operator("plan", routed.id, *APPROVALS)

    assert (ended.code, ended.out) == (0, "Nothing would be done.\n")


def test_its_history_says_who_decided_and_what_was_written(
    operator: Operator, routed: Pair
) -> None:
    ended = operator("history", routed.id)

    assert "decided to accept\trule data platform into shared services on the grounds" in ended.out
    assert ended.out.count("route written") == 4
    assert "announced\tPeering Accepted" in ended.out
    assert "announced\tPeering Routed" in ended.out


def test_a_route_that_somebody_took_away_is_seen_and_planned(operator: Operator) -> None:
    pair = operator.routed("10.20.80.0/20", "10.42.80.0/20")
    ec2 = operator.theatre.cloud.client("ec2", DATA, EAST)
    ec2.delete_route(RouteTableId=pair.requester.tables[0], DestinationCidrBlock="10.42.80.0/20")

    status, plan = (operator(verb, pair.id, *APPROVALS) for verb in ("status", "plan"))

    assert status.code == plan.code == 1
    assert "\t3/4\tyes/yes\t" in status.out
    assert pair.requester.tables[0] in status.out
    # Written a moment ago and gone: the program itself waits before it writes it again.
    assert "somebody else removes it" in status.out or "to do: route" in status.out


def test_a_held_request_says_why_and_changes_nothing(operator: Operator) -> None:
    pair = operator.pair("10.20.96.0/20", "10.42.96.0/20")  # the accepter lacks its tag
    operator.theatre.message("Peering Held", pair.id)
    mark = operator.theatre.cloud.mark()

    explain = operator("explain", pair.id, *APPROVALS)
    status = operator("status", pair.id, *APPROVALS)

    assert "decision: hold" in explain.out
    assert "accepter.tags must be peering=open, but is no tag peering" in explain.out
    assert status.code == 1
    assert "hold: rule 'data platform into shared services' does not fit" in status.out
    calls = operator.theatre.cloud.calls(since=mark)
    assert {call.action for call in calls if call.writes} == set()
    assert any(call.role and call.role.endswith("vpc-peering-operator") for call in calls)


def test_a_request_that_nobody_made_meets_the_real_tables(operator: Operator) -> None:
    network = operator.theatre.network
    asks = network.vpc(DATA, EAST, "10.20.112.0/20")
    asked = network.vpc(SHARED, WEST, "10.42.112.0/20", peering="open")
    network.transit_route(asks, "10.42.112.0/20")

    ended = operator("explain", "--from", asks.id, "--to", asked.id, *APPROVALS)

    assert "decision: hold by rule 'data platform into shared services'" in ended.out
    assert "10.42.112.0/20 already leads to tgw-" in ended.out


def test_a_deleted_connection_keeps_its_history(operator: Operator) -> None:
    pair = operator.routed("10.20.128.0/20", "10.42.128.0/20")
    operator.theatre.network.delete(pair.id, pair.requester)
    operator.theatre.message("Peering Cleaned", pair.id)
    operator.theatre.settle()

    history, status = operator("history", pair.id), operator("status", pair.id, *APPROVALS)

    assert "announced\tPeering Cleaned" in history.out
    assert "(the connection has ended since)" in history.out
    assert status.code == 0
    assert "\tdeleted\t" in status.out


def test_the_whole_network_is_the_same_saved_and_live(
    operator: Operator, routed: Pair, tmp_path: Path
) -> None:
    saved = str(tmp_path / "seen.json")

    live = spawned("status", *APPROVALS, env=operator.environment)
    assert operator("observe", "--save", saved, *APPROVALS).code == 0
    offline = peerctl("status", "--observation", saved, *APPROVALS)

    assert routed.id in live.out
    assert offline.out == live.out


def test_a_changed_file_is_compared_with_the_live_network(
    operator: Operator, routed: Pair, tmp_path: Path
) -> None:
    old = ROOT / "demo/approvals.yaml"
    new = tmp_path / "new.yaml"
    new.write_text(old.read_text().replace("[10.20.0.0/14]", "[10.21.0.0/16]"))

    ended = operator("approvals", "diff", str(old), str(new))

    assert ended.code == 1
    line = f"{routed.id}\troute by rule 'data platform into shared services' becomes unapproved"
    assert line in ended.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("status", "pcx-0000000000000dead"), 5, "shows pcx-0000000000000dead: check the id"),
        (("history", "pcx-0000000000000dead"), 5, "knows nothing of pcx-0000000000000dead"),
        (("status", "--hub", "elsewhere"), 7, "There is no hub in the stack elsewhere"),
        (("status", "--region", "eu-central-1"), 7, "There is no hub in the stack"),
        (
            ("status", "--member-role", "arn:aws:iam::{account}:role/nobody"),
            8,
            "role/nobody can't be assumed",
        ),
        (("status", "--member-role", "nobody"), 2, "--member-role lacks {account}"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    operator: Operator, arguments: tuple[str, ...], code: int, said: str
) -> None:
    verb, *rest = arguments
    approvals = () if verb == "history" else APPROVALS

    ended = operator(verb, *rest, *approvals)

    assert ended.code == code
    assert said in ended.sentence
