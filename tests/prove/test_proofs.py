"""A small share of every proof, and that each of them can fail."""

from collections.abc import Callable

import pytest

from peering.accept import Accept
from peering.core import judging, routes
from peering.core.actions import Action, CreateRoute, ReplaceRoute
from peering.core.announcements import (
    Announcement,
    PeeringFailed,
    PeeringHeld,
    PeeringRouted,
)
from peering.perform import Performer
from prove.any_order.proof import any_order
from prove.any_order.watched import WatchedNetwork
from prove.fuzz import proof as fuzz
from prove.proof import Found
from prove.storm.proof import storm
from tests.world.outlets import FakeBus


@pytest.mark.parametrize(
    "proof",
    [
        lambda: any_order(0, 40),
        lambda: storm(0, connections=40, times=4),
        lambda: fuzz.events(0, 300),
        lambda: fuzz.approvals(0, 150),
    ],
)
def test_nothing_is_violated(proof: Callable[[], Found]) -> None:
    outcome = proof()

    assert outcome.cases > 20
    assert outcome.violations == ()


def test_any_order_sees_a_live_route_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_replaceable", lambda route, _: route.target.id != "local")

    assert any_order(0, 150, shrink=False).violations


def test_any_order_sees_a_request_that_no_rule_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_mismatches", lambda *_: ())

    assert any_order(0, 100, shrink=False).violations


def test_any_order_sees_a_request_that_is_never_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Performer, "_attempt", lambda *_: None)

    assert any_order(0, 100, shrink=False).violations


def test_any_order_sees_a_route_that_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    perform = WatchedNetwork.perform

    def never_a_route(network: WatchedNetwork, action: Action) -> None:
        if not isinstance(action, CreateRoute | ReplaceRoute):
            perform(network, action)

    monkeypatch.setattr(WatchedNetwork, "perform", never_a_route)

    assert any_order(0, 100, shrink=False).violations


@pytest.mark.parametrize("kind", [PeeringHeld, PeeringFailed, PeeringRouted])
def test_any_order_sees_what_nobody_was_told(
    monkeypatch: pytest.MonkeyPatch, kind: type[Announcement]
) -> None:
    put = FakeBus.put

    def lost(bus: FakeBus, announcement: Announcement) -> None:
        if not isinstance(announcement, kind):
            put(bus, announcement)

    monkeypatch.setattr(FakeBus, "put", lost)

    (violation,) = any_order(0, 100, shrink=False).violations
    assert "the last word is" in violation


def test_a_storm_sees_connections_that_are_left_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Accept, "__call__", lambda *_: None)

    assert storm(0, connections=5, times=1).violations
