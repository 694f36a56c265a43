"""Which connections of a scope are out of order, case by case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from peering.core.approvals import Approvals, Conditions, Effect, Rule, SideRoutes, TablesByTag
from peering.core.marking import MANAGED_BY, RULE, STATUS
from peering.core.memory import Basis, Decision
from peering.core.model import AccountId, Connection, ConnectionId, Region, Scope, Side, Status
from peering.core.tables import RouteTable, RouteTableId
from peering.core.triage import ScopeView, Triage, Triager
from tests.core.examples import (
    ACCEPTER,
    ACCEPTER_SCOPE,
    GOVERNED,
    NOW,
    OTHER_PCX,
    PCX,
    REQUESTER_SCOPE,
    TO_TGW,
    TO_US,
    connection,
    dead,
    route,
    rule,
    table,
)

OUTSIDE = Scope(AccountId("999900001111"), Region("us-east-1"))
DECIDED = Decision(Effect.ACCEPT, Basis.RULE, "data", NOW)
TAGS = {
    MANAGED_BY: "vpc-peering-autopilot",
    RULE: "data",
    STATUS: "routed",
    "Name": "vpc-0aaaaaaaaaaaaaaaa to vpc-0bbbbbbbbbbbbbbbb",
}
ROUTED = table(Side.REQUESTER, route("10.20.0.0/16", TO_US))


def sorted_out(
    *connections: Connection,
    tables: tuple[RouteTable, ...] = (ROUTED,),
    rules: tuple[Rule, ...] = (rule(),),
    decisions: dict[ConnectionId, Decision] | None = None,
    side: Side = Side.REQUESTER,
) -> Triage:
    """Triage one side's scope; what is not said is in order."""
    scope = REQUESTER_SCOPE if side is Side.REQUESTER else ACCEPTER_SCOPE
    view = ScopeView(scope, connections, tables)
    known = {PCX: DECIDED} if decisions is None else decisions
    return Triager(Approvals(GOVERNED, rules), NOW).sort(view, known)


def in_order(**changes: object) -> Connection:
    return replace(connection(tags=TAGS), **changes)  # type: ignore[arg-type]  # any field


def ids(found: list[Connection] | list[Connection | ConnectionId]) -> list[str]:
    return [one if isinstance(one, str) else one.id for one in found]


def test_what_is_in_order_is_left_alone() -> None:
    assert sorted_out(in_order()) == Triage()


@pytest.mark.parametrize(
    ("status", "side", "decisions", "accept", "route"),
    [
        (Status.PENDING_ACCEPTANCE, Side.ACCEPTER, {}, [PCX], []),
        (Status.PENDING_ACCEPTANCE, Side.REQUESTER, {}, [], []),
        (Status.FAILED, Side.REQUESTER, {}, [PCX], []),
        (Status.FAILED, Side.ACCEPTER, {}, [], []),
        (Status.FAILED, Side.ACCEPTER, {PCX: DECIDED}, [], [PCX]),
        (Status.EXPIRED, Side.REQUESTER, {}, [PCX], []),
        (Status.EXPIRED, Side.ACCEPTER, {}, [], []),
        (Status.EXPIRED, Side.ACCEPTER, {PCX: DECIDED}, [], [PCX]),
        (Status.DELETED, Side.REQUESTER, {}, [], []),
        (Status.DELETED, Side.REQUESTER, {PCX: DECIDED}, [], [PCX]),
        (Status.REJECTED, Side.ACCEPTER, {PCX: DECIDED}, [], [PCX]),
        (Status.PROVISIONING, Side.ACCEPTER, {PCX: DECIDED}, [], []),
        (Status.DELETING, Side.ACCEPTER, {PCX: DECIDED}, [], []),
        (Status.INITIATING_REQUEST, Side.ACCEPTER, {}, [], []),
    ],
)
def test_every_status_belongs_to_accept_or_route_or_waits(
    status: Status,
    side: Side,
    decisions: dict[ConnectionId, Decision],
    accept: list[str],
    route: list[str],
) -> None:
    found = sorted_out(connection(status), tables=(), decisions=decisions, side=side)

    assert (ids(found.to_accept), ids(found.to_route)) == (accept, route)
    assert (found.not_understood, found.orphans, found.adopted) == ([], [], {})


@pytest.mark.parametrize(("decisions", "accept"), [({}, [PCX]), ({PCX: DECIDED}, [])])
def test_a_strangers_request_that_expired_is_told_by_the_accepters_sweep(
    decisions: dict[ConnectionId, Decision], accept: list[str]
) -> None:
    stranger = connection(Status.EXPIRED)
    stranger = replace(stranger, requester=replace(stranger.requester, scope=OUTSIDE))

    found = sorted_out(stranger, tables=(), decisions=decisions, side=Side.ACCEPTER)

    assert ids(found.to_accept) == accept


def test_what_ended_and_was_closed_comes_back_only_while_routes_lead_to_it() -> None:
    closed = {PCX: replace(DECIDED, closed=True)}
    gone = connection(Status.DELETED)

    assert sorted_out(gone, tables=(table(Side.REQUESTER),), decisions=closed) == Triage()
    still = sorted_out(gone, tables=(ROUTED,), decisions=closed)
    assert ids(still.to_route) == [PCX]


def test_a_status_unheard_of_is_named() -> None:
    assert sorted_out(connection(Status.UNKNOWN)).not_understood == [PCX]


def test_dead_routes_to_what_is_gone_are_ours_or_orphans() -> None:
    tables = (table(Side.REQUESTER, dead("10.30.0.0/16")),)

    assert sorted_out(tables=tables, decisions={OTHER_PCX: DECIDED}).to_route == [OTHER_PCX]
    orphaned = sorted_out(tables=tables, decisions={})
    assert (orphaned.to_route, orphaned.orphans) == ([], [OTHER_PCX])


def test_only_dead_routes_to_peerings_count_as_leading_to_what_is_gone() -> None:
    alive = table(Side.REQUESTER, route("10.30.0.0/16", TO_US), dead("10.31.0.0/16", TO_TGW))

    assert sorted_out(tables=(alive,), decisions={}) == Triage()


def test_a_dead_route_to_an_ended_peering_is_no_obstacle() -> None:
    there = table(Side.REQUESTER, dead("10.20.0.0/16"))
    rest = rule()
    ended = connection(Status.DELETED, id=OTHER_PCX)

    found = sorted_out(in_order(), ended, tables=(there,), rules=(rest,))
    assert ids(found.to_route) == [PCX]
    held = table(Side.REQUESTER, dead("10.20.0.0/16", TO_TGW))
    assert ids(sorted_out(in_order(), tables=(held,)).to_route) == [PCX]


def test_what_lacks_a_route_a_tag_or_its_dns_option_is_routed() -> None:
    assert ids(sorted_out(in_order(), tables=(table(Side.REQUESTER),)).to_route) == [PCX]
    assert ids(sorted_out(connection()).to_route) == [PCX]
    dns = (rule(dns=True),)
    assert ids(sorted_out(in_order(dns={Side.REQUESTER: False}), rules=dns).to_route) == [PCX]
    assert sorted_out(in_order(dns={Side.REQUESTER: True}), rules=dns) == Triage()


def test_what_has_more_than_the_rule_wants_is_routed() -> None:
    more = table(Side.REQUESTER, route("10.20.0.0/16", TO_US), route("10.99.0.0/16", TO_US))
    assert ids(sorted_out(in_order(), tables=(more,)).to_route) == [PCX]

    private = rule(routes={Side.REQUESTER: SideRoutes(tables=TablesByTag({"tier": "private"}))})
    other = replace(ROUTED, id=RouteTableId("rtb-b"), tags={"tier": "private"})
    both = sorted_out(in_order(), tables=(ROUTED, other), rules=(private,))
    assert ids(both.to_route) == [PCX]
    assert sorted_out(in_order(), tables=(other,), rules=(private,)) == Triage()


def test_what_stood_before_us_is_adopted_and_what_nothing_names_is_not() -> None:
    found = sorted_out(in_order(), decisions={})
    assert found.adopted == {PCX: (in_order(), rule())}
    assert sorted_out(in_order(), decisions={}, rules=()) == Triage()


def test_what_the_other_side_might_make_ours_is_looked_at_whole() -> None:
    by_tag = rule(accepter=Conditions(tags={"peering": "open"}))

    assert ids(sorted_out(in_order(), decisions={}, rules=(by_tag,)).to_route) == [PCX]


def test_what_is_approved_no_more_is_routed_to_be_told() -> None:
    assert ids(sorted_out(in_order(), rules=()).to_route) == [PCX]


def test_what_is_unrouted_comes_back_until_nothing_leads_to_it_and_its_owners_read_so() -> None:
    out = (rule("out", Effect.REJECT, unroute=True),)
    unrouted = connection(tags={**TAGS, STATUS: "unrouted"})
    bare = (table(Side.REQUESTER),)

    assert ids(sorted_out(unrouted, rules=out).to_route) == [PCX]
    assert ids(sorted_out(in_order(), tables=bare, rules=out).to_route) == [PCX]
    assert sorted_out(unrouted, tables=bare, rules=out) == Triage()


def test_what_is_called_otherwise_than_it_looks_from_here_is_looked_at_whole() -> None:
    """The other side may hinder it still, or no longer: only a look at both can tell."""
    for status in ("conflict", "refused", "unapproved"):
        assert ids(sorted_out(connection(tags={**TAGS, STATUS: status})).to_route) == [PCX]


def test_a_rule_that_ended_decides_nothing() -> None:
    ended = (rule(until=NOW.date() - timedelta(days=1)),)

    assert ids(sorted_out(in_order(), rules=ended).to_route) == [PCX]
    assert sorted_out(in_order(), rules=(rule(until=NOW.date()),)) == Triage()


def test_what_is_decided_in_one_scope_counts_for_sides_in_one() -> None:
    both = replace(in_order(), accepter=replace(ACCEPTER, scope=REQUESTER_SCOPE))
    theirs = replace(table(Side.ACCEPTER, route("10.10.0.0/16", TO_US)), scope=REQUESTER_SCOPE)

    assert sorted_out(both, tables=(ROUTED, theirs)) == Triage()
    assert ids(sorted_out(both, tables=(ROUTED,)).to_route) == []
    bare = replace(theirs, routes=())
    assert ids(sorted_out(both, tables=(ROUTED, bare)).to_route) == [PCX]


def test_a_scope_knows_what_has_ended_by_its_status_or_by_dead_routes_to_what_is_gone() -> None:
    gone = (table(Side.REQUESTER, dead("10.30.0.0/16")),)
    view = ScopeView(REQUESTER_SCOPE, (connection(Status.DELETED),), gone)

    assert view.ended() == {PCX, OTHER_PCX}
    assert ScopeView(REQUESTER_SCOPE, (connection(),), ()).ended() == frozenset()
