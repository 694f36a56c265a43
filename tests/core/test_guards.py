"""What keeps an approved request from being accepted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from peering.core.approvals import OnConflict, Rule, SideRoutes
from peering.core.guards import reasons_to_hold
from peering.core.memory import Memory
from peering.core.model import Side, Status
from peering.core.observed import Observed
from peering.core.planning import look_over
from tests.core.examples import (
    ACCEPTER,
    NOW,
    PCX,
    TO_TGW,
    cidrs,
    observed,
    route,
    rule,
    table,
    view,
)


def reasons(world: Observed, approved: Rule | None = None, quota: int = 500) -> tuple[str, ...]:
    by = approved or rule()
    findings = look_over(world, by, Memory(PCX), quota, NOW)
    return reasons_to_hold(world, by, findings, NOW)


def pending(**changes: object) -> Observed:
    return observed(status=Status.PENDING_ACCEPTANCE, **changes)


CONFLICTED = observed(
    view(Side.REQUESTER, table(Side.REQUESTER)),
    view(Side.ACCEPTER, table(Side.ACCEPTER, route("10.10.0.0/16", TO_TGW))),
    status=Status.PENDING_ACCEPTANCE,
)


def test_nothing_holds_an_ordinary_request() -> None:
    assert reasons(pending()) == ()


def test_a_conflict_on_either_side_holds() -> None:
    (reason,) = reasons(CONFLICTED)

    assert "accepter 444455556666/eu-west-1, table rtb-accepter-main" in reason
    assert "10.10.0.0/16 already leads to tgw-" in reason


def test_a_conflict_holds_not_where_the_rule_routes_the_rest() -> None:
    assert reasons(CONFLICTED, rule(on_conflict=OnConflict.ROUTE_REST)) == ()


@pytest.mark.parametrize("on_conflict", list(OnConflict))
def test_no_room_holds_whatever_the_rule_says(on_conflict: OnConflict) -> None:
    said = reasons(pending(), rule(on_conflict=on_conflict), quota=0)

    assert len(said) == 2  # one a side
    assert "room for 0 more IPv4 routes" in said[0]


@pytest.mark.parametrize(
    "blocks", [("10.10.0.0/16",), ("10.10.4.0/24",), ("10.20.0.0/16", "10.0.0.0/8")]
)
def test_overlapping_blocks_hold(blocks: tuple[str, ...]) -> None:
    said = reasons(pending(accepter=replace(ACCEPTER, cidrs=cidrs(*blocks))))

    assert any("overlap" in reason for reason in said)


def test_blocks_that_nobody_could_read_hold() -> None:
    said = reasons(pending(accepter=replace(ACCEPTER, cidrs=())))

    assert any("blocks of the accepter's VPC" in reason for reason in said)


def test_a_side_that_cannot_be_looked_at_holds() -> None:
    said = reasons(replace(pending(), unreachable=(Side.REQUESTER,)))

    assert said == ("the requester's account could not be looked at",)


def test_a_request_that_has_run_out_holds() -> None:
    assert reasons(pending(expires_at=NOW + timedelta(seconds=1))) == ()
    assert "expired" in reasons(pending(expires_at=NOW))[0]


def test_multipath_charges_need_the_rules_word() -> None:
    assert "charged" in reasons(pending(multipath=True))[0]
    assert reasons(pending(multipath=True), rule(multipath=True)) == ()


def test_a_rule_that_leaves_nothing_to_route_holds() -> None:
    elsewhere = SideRoutes(destinations=cidrs("192.168.0.0/16"))

    said = reasons(pending(), rule(routes={Side.REQUESTER: elsewhere}))

    assert said == ("rule 'data' leaves the requester no destination to route",)


@pytest.mark.parametrize("side", Side)
def test_blocks_that_nobody_could_read_hold_and_are_no_fault_of_the_rules(side: Side) -> None:
    bare = {side: replace(pending().connection.vpc(side), cidrs=())}
    seen = pending(**{str(key): vpc for key, vpc in bare.items()})

    assert reasons(seen) == (f"the blocks of the {side}'s VPC {bare[side].id} could not be read",)


def test_charges_are_named_in_full() -> None:
    (reason,) = reasons(pending(multipath=True))

    assert reason == (
        "accepting would opt into multipath resilience, which is charged for, "
        "and rule 'data' does not say multipath: true"
    )
