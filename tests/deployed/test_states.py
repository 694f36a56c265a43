"""Every command about a connection, against a deployed hub, in every state of a connection."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.places import EAST, HUB
from demo.story import Theatre
from tests.deployed.states import States
from tests.peerctl.command import ROOT, Ended, peerctl

pytestmark = pytest.mark.deployed

APPROVALS = ("--approvals", str(ROOT / "demo/approvals.yaml"))
EIGHT_DAYS = 8 * 24 * 3600
type Ask = Callable[..., Ended]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a connection: by status and its code, explain, plan's code, history."""

    code: int
    status: str
    order: str
    decision: str
    plan: int
    history: str
    apply: str = "route looks at it now."


TOLD = {
    "held": Told(
        1, "pending-acceptance", "hold: ", "hold", 0, "Peering Held", "accept looks at it now."
    ),
    "routed": Told(0, "active", "in order", "route", 0, "Peering Routed"),
    "conflict": Told(1, "active", "already leads to tgw-", "route", 0, "Peering Route Conflict"),
    "rejected": Told(0, "rejected", "in order", "ignore", 0, "Peering Rejected"),
    "failed": Told(
        0, "failed", "in order", "ignore", 0, "Peering Failed", "accept looks at it now."
    ),
    "deleted": Told(0, "deleted", "in order", "clean up", 0, "Peering Cleaned"),
    "unapproved": Told(1, "active", "unapproved: ", "unapproved", 0, "Peering Unapproved"),
    "adopted": Told(0, "active", "in order", "route", 0, "adopted\trule data platform"),
    "one-sided": Told(
        0, "active", "in order", "route", 0, "adopted\trule metering at the vendor's"
    ),
}
FROZEN = Told(1, "active", "frozen: route", "route", 1, "Peering Routed", "changes are frozen by")
EXPIRED = Told(0, "expired", "in order", "ignore", 0, "Peering Held", "accept looks at it now.")
GONE = """
  - name: it goes
    effect: reject
    unroute: true
    requester: {cidrs: [10.20.0.0/14]}
"""


@pytest.fixture(scope="module")
def states(theatre: Theatre) -> States:
    states = States(theatre)
    states.settled()
    return states


@pytest.fixture(scope="module")
def ask(states: States) -> Ask:
    env = states.theatre.cloud.environment(HUB, EAST)
    return lambda *arguments: peerctl(*arguments, env=env)


def assert_told(ask: Ask, pcx: str, told: Told) -> None:
    """Ask about the connection in every way, and have it looked at once more."""
    status = ask("status", pcx, *APPROVALS)
    row = next(line for line in status.out.splitlines() if line.startswith(pcx)).split("\t")
    assert (status.code, row[0], row[1]) == (told.code, pcx, told.status), status.err
    assert told.order in row[-1]
    explained = ask("explain", pcx, *APPROVALS)
    assert f"decision: {told.decision}" in explained.out, explained.err
    assert ask("plan", pcx, *APPROVALS).code == told.plan
    assert told.history in ask("history", pcx).out
    applied = ask("apply", pcx)
    assert (applied.code, told.apply in applied.out) == (0, True), applied.err


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_in_each_state(states: States, ask: Ask, name: str) -> None:
    assert_told(ask, states.pairs[name].id, TOLD[name])


@pytest.mark.parametrize("name", ["routed", "rejected", "failed", "deleted"])
def test_what_is_pending_no_more_is_not_decided(states: States, ask: Ask, name: str) -> None:
    ended = ask("reject", states.pairs[name].id, "--reason", "late", "--yes", "-o", "json")

    document = ended.document()
    assert isinstance(document, dict)
    assert (ended.code, document["code"]) == (10, "not_pending")
    assert document["status"] == TOLD[name].status


def test_what_a_change_stop_keeps_from_being_mended(states: States, ask: Ask) -> None:
    pcx = states.pairs["frozen"].id
    assert ask("freeze", "--reason", "an outage", "--yes").code == 0
    try:
        states.lose_a_route("frozen")
        assert_told(ask, pcx, FROZEN)
        states.theatre.message("Peering Frozen", pcx)
        assert "Peering Frozen" in ask("history", pcx).out
        kept = ask("reject", states.pairs["held"].id, "--reason", "no", "--yes", "--no-wait")
        assert kept.code == 0
        status = ask("status", states.pairs["held"].id, *APPROVALS)
        assert "\tpending-acceptance\t" in status.out
    finally:
        assert ask("unfreeze", "--reason", "it is over", "--yes").code == 0


def test_a_reject_rule_that_unroutes_is_foretold(states: States, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "approvals.yaml"
    file.write_text((ROOT / "demo/approvals.yaml").read_text() + GONE)
    asked = (states.pairs["routed"].id, "--approvals", str(file))

    plan = ask("plan", *asked)

    assert plan.code == 1
    assert plan.out.count("unroute 10.") == 4
    assert "decision: unroute by rule 'it goes'" in ask("explain", *asked).out


def test_what_a_guard_holds_is_not_approved(states: States, ask: Ask) -> None:
    pair = states.requested("guarded", "10.20.0.0/16", "10.40.0.0/16")
    states.theatre.network.transit_route(pair.requester, "10.40.0.0/16")

    ended = ask("approve", pair.id, "--reason", "ticket 12", "--yes")

    assert ended.code == 10
    assert "nobody overrules a guard: " in ended.err
    assert states.theatre.network.status(pair.id, pair.accepter) == "pending-acceptance"


def test_what_nobody_decided_within_a_week_is_told(states: States, ask: Ask) -> None:
    pair = states.requested("expired", "10.20.0.0/16", "10.40.0.0/16")
    states.theatre.message("Peering Held", pair.id)
    states.theatre.cloud.advance_clock(EIGHT_DAYS)
    try:
        assert_told(ask, pair.id, EXPIRED)
        states.theatre.message("Peering Failed", pair.id)
        ended = ask("approve", pair.id, "--reason", "ticket 12", "--yes")
        assert (ended.code, "has expired" in ended.err) == (10, True)
    finally:
        states.theatre.cloud.advance_clock(-EIGHT_DAYS)


def test_the_whole_network_is_drawn(states: States, ask: Ask, tmp_path: Path) -> None:
    page = tmp_path / "map.html"

    ended = ask("map", "--save", str(page), *APPROVALS)

    assert ended.code == 0, ended.err
    drawn = page.read_text()
    assert [name for name, pair in states.pairs.items() if pair.id not in drawn] == []
