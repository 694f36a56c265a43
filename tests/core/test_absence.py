"""A peering that EC2 does not show may be fresh, and its dead routes are looked at again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from peering.core.absence import too_early
from peering.core.approvals import SideRoutes
from peering.core.memory import Memory
from peering.core.model import ConnectionId, Side
from peering.core.observed import Observed
from peering.core.patience import delay_before, sure_of_absence
from peering.core.planning import look_over
from peering.core.tables import Route
from tests.core.examples import (
    NOW,
    OTHER_PCX,
    PCX,
    TO_ANOTHER,
    TO_US,
    cidrs,
    dead,
    observed,
    route,
    rule,
    table,
    view,
)

THIRD = ConnectionId("pcx-0000000000000dead")
BOTH = frozenset({OTHER_PCX, THIRD})


def seen(*routes: Route, absent: frozenset[ConnectionId] = BOTH) -> Observed:
    sides = (view(Side.REQUESTER, table(Side.REQUESTER, *routes)), view(Side.ACCEPTER))
    return replace(observed(*sides), ended_peers=BOTH, absent_peers=absent)


def said(world: Observed, attempt: int = 0, overrides: tuple[str, ...] = ()) -> str | None:
    approved = rule(routes={Side.REQUESTER: SideRoutes(overrides=cidrs(*overrides))})
    findings = look_over(world, approved, Memory(PCX), 500, NOW)
    return too_early(world, approved, findings, attempt)


@pytest.mark.parametrize("there", ["10.20.0.0/16", "10.20.4.0/24", "10.0.0.0/8"])
def test_what_would_be_in_the_way_if_it_lived_is_waited_for(there: str) -> None:
    assert (
        said(seen(dead(there)))
        == f"EC2 does not show {OTHER_PCX}, to which a dead route in the way leads"
    )


def test_each_that_is_in_the_way_is_named() -> None:
    world = seen(dead("10.20.4.0/24", replace(TO_ANOTHER, id=THIRD)), dead("10.20.0.0/16"))

    first, second = sorted(BOTH)
    assert f"{first} and {second}," in (said(world) or "")


def test_what_ec2_says_has_ended_is_not_waited_for() -> None:
    assert said(seen(dead("10.20.0.0/16"), absent=frozenset())) is None
    assert said(seen(dead("10.20.0.0/16"), absent=frozenset({THIRD}))) is None


@pytest.mark.parametrize(
    "routes",
    [
        (dead("0.0.0.0/0"),),
        (dead("10.99.0.0/16"),),
        (route("10.20.0.0/16", TO_US), dead("10.20.4.0/24")),
        (),
    ],
    ids=["a default route", "elsewhere", "ours stands", "no route"],
)
def test_what_is_in_nobodys_way_is_not_waited_for(routes: tuple[Route, ...]) -> None:
    assert said(seen(*routes)) is None


def test_a_wider_route_that_the_rule_overrides_is_not_waited_for() -> None:
    assert said(seen(dead("10.0.0.0/8")), overrides=("10.0.0.0/8",)) is None


def test_absence_is_believed_from_the_first_look_on_that_is_a_minute_later() -> None:
    world = seen(dead("10.20.0.0/16"))

    assert [sure_of_absence(attempt) for attempt in range(6)] == [False] * 4 + [True] * 2
    assert [said(world, attempt) is None for attempt in range(6)] == [False] * 4 + [True] * 2
    assert sure_of_absence(11)
    pauses = [delay_before(attempt) or timedelta() for attempt in range(1, 5)]
    assert sum(pauses[:-1], timedelta()) < timedelta(minutes=1) <= sum(pauses, timedelta())
