"""Which routes ought to be where, held against what is there."""

from dataclasses import replace

import pytest

from peering.core.approvals import (
    AllTables,
    Conditions,
    MainTable,
    SideRoutes,
    TableChoice,
    TablesById,
    TablesByTag,
)
from peering.core.blocks import cidr
from peering.core.findings import Conflict, Dead, Finding, Kept, Missing
from peering.core.model import ConnectionId, Side
from peering.core.routes import chosen_tables, dead_peers, find, wanted_destinations
from peering.core.tables import (
    PrefixListId,
    Route,
    RouteOrigin,
    RouteState,
    RouteTable,
    RouteTableId,
)
from tests.core.examples import (
    ACCEPTER,
    OTHER_PCX,
    REQUESTER,
    TO_ANOTHER,
    TO_IGW,
    TO_TGW,
    TO_US,
    TO_VGW,
    cidrs,
    connection,
    dead,
    route,
    rule,
    table,
)

THEIRS = "10.20.0.0/16"


def found(
    *routes: Route, ended: frozenset[ConnectionId] = frozenset(), choice: SideRoutes | None = None
) -> tuple[Finding, ...]:
    approved = rule(routes={} if choice is None else {Side.REQUESTER: choice})
    tables = (table(Side.REQUESTER, *routes),)
    return tuple(find(Side.REQUESTER, connection(), approved, tables, ended))


def test_a_free_destination_is_missing() -> None:
    assert [type(f) for f in found()] == [Missing]


@pytest.mark.parametrize("state", list(RouteState))
def test_a_route_to_the_connection_is_kept_in_any_state(state: RouteState) -> None:
    assert [type(f) for f in found(route(THEIRS, TO_US, state))] == [Kept]


@pytest.mark.parametrize(
    "there",
    [
        route(THEIRS, TO_TGW),
        route(THEIRS, TO_ANOTHER),
        route(THEIRS, TO_VGW, origin=RouteOrigin.PROPAGATED),
        dead(THEIRS, TO_TGW),
        dead(THEIRS, TO_ANOTHER),
    ],
    ids=["transit gateway", "another peering", "propagated", "dead gateway", "pending peering"],
)
def test_a_destination_that_leads_elsewhere_is_a_conflict(there: Route) -> None:
    (finding,) = found(there)

    assert isinstance(finding, Conflict)
    assert finding.reason == f"{THEIRS} already leads to {there.target}"


def test_only_a_dead_route_to_an_ended_peering_is_replaced() -> None:
    assert [type(f) for f in found(dead(THEIRS), ended=frozenset({OTHER_PCX}))] == [Dead]
    (live,) = found(route(THEIRS, TO_ANOTHER), ended=frozenset({OTHER_PCX}))
    assert isinstance(live, Conflict)


@pytest.mark.parametrize("there", [route(THEIRS, TO_US), None], ids=["standing", "missing"])
def test_a_longer_prefix_elsewhere_shadows_the_route(there: Route | None) -> None:
    inside = route("10.20.7.0/24", TO_TGW)

    (finding,) = found(inside, *([there] if there else []))

    assert isinstance(finding, Conflict)
    assert "10.20.7.0/24 inside it leads to tgw-" in finding.reason


def test_a_wider_route_elsewhere_would_lose_traffic() -> None:
    (finding,) = found(route("10.0.0.0/8", TO_TGW))

    assert isinstance(finding, Conflict)
    assert "would take traffic from 10.0.0.0/8" in finding.reason


def test_a_wider_dead_route_to_a_peering_loses_traffic_unless_the_peering_has_ended() -> None:
    """A peering that is merely pending becomes active, and its route carries traffic then."""
    pending = dead("10.16.0.0/12", TO_ANOTHER)

    (finding,) = found(pending)

    assert isinstance(finding, Conflict)
    assert finding.reason == f"it would take traffic from 10.16.0.0/12, which leads to {TO_ANOTHER}"
    assert [type(f) for f in found(pending, ended=frozenset({OTHER_PCX}))] == [Missing]
    overriding = SideRoutes(overrides=cidrs("10.16.0.0/12"))
    assert [type(f) for f in found(pending, choice=overriding)] == [Missing]


@pytest.mark.parametrize(
    "there",
    [
        route("0.0.0.0/0", TO_IGW),
        dead("0.0.0.0/0", TO_ANOTHER),
        dead("10.0.0.0/8", TO_TGW),
        route(THEIRS, TO_US),
    ],
    ids=["default route", "dead default route", "dead wider route", "a default peering route"],
)
def test_what_loses_nothing_is_no_conflict(there: Route) -> None:
    assert not [f for f in found(there) if isinstance(f, Conflict)]


def test_a_standing_route_is_kept_under_a_wider_one_that_came_later() -> None:
    assert [type(f) for f in found(route(THEIRS, TO_US), route("10.0.0.0/8", TO_TGW))] == [Kept]


def test_a_wider_route_that_the_rule_names_may_lose_traffic() -> None:
    choice = SideRoutes(overrides=cidrs("10.0.0.0/8"))

    assert [type(f) for f in found(route("10.0.0.0/8", TO_TGW), choice=choice)] == [Missing]


def test_prefix_list_routes_never_stand_in_the_way() -> None:
    prefix_list = Route(PrefixListId("pl-0123456789abcdef0"), TO_TGW)

    assert [type(f) for f in found(prefix_list)] == [Missing]


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("0.0.0.0/0", "a default route never leads to a peering"),
        ("::/0", "a default route never leads to a peering"),
        ("169.254.168.0/24", "EC2 reserves this range"),
        ("fd00:ec2::/40", "EC2 reserves this range"),
        ("203.0.113.0/24", "it is a public range that the rule's cidrs do not name"),
        ("10.10.4.0/24", "it lies inside the VPC's own 10.10.0.0/16"),
    ],
)
def test_some_destinations_are_never_routed(block: str, reason: str) -> None:
    strange = connection(
        requester=replace(REQUESTER, cidrs=cidrs("10.10.0.0/16", "2001:db8:1::/56")),
        accepter=replace(ACCEPTER, cidrs=cidrs(block)),
    )

    (finding,) = find(Side.REQUESTER, strange, rule(), (table(Side.REQUESTER),), frozenset())

    assert isinstance(finding, Conflict)
    assert finding.reason == reason


@pytest.mark.parametrize(
    ("own", "routed"),
    [
        (("10.10.0.0/16",), ("10.20.0.0/16",)),
        (("10.10.0.0/16", "fd00:1::/56"), ("10.20.0.0/16", "fd00:2::/56")),
        ((), ("10.20.0.0/16", "fd00:2::/56")),
    ],
    ids=["IPv4 only", "both families", "not shown"],
)
def test_a_vpc_gets_routes_of_the_families_that_it_has(
    own: tuple[str, ...], routed: tuple[str, ...]
) -> None:
    mixed = connection(
        requester=replace(REQUESTER, cidrs=cidrs(*own)),
        accepter=replace(ACCEPTER, cidrs=cidrs("10.20.0.0/16", "fd00:2::/56")),
    )

    found = find(Side.REQUESTER, mixed, rule(), (table(Side.REQUESTER),), frozenset())

    assert tuple(finding.destination for finding in found) == cidrs(*routed)


def test_of_several_obstacles_the_first_by_block_is_told_in_whatever_order_ec2_lists_them() -> None:
    narrow = (route("10.20.4.0/24", TO_TGW), route("10.20.3.0/24", TO_VGW))
    wide = (route("10.0.0.0/8", TO_IGW), route("10.16.0.0/12", TO_TGW))
    for there in (narrow, narrow[::-1]):
        (finding,) = found(*there)
        assert isinstance(finding, Conflict)
        assert finding.reason.startswith("10.20.3.0/24 inside it")
    for there in (wide, wide[::-1]):
        (finding,) = found(*there)
        assert isinstance(finding, Conflict)
        assert finding.reason.startswith("it would take traffic from 10.0.0.0/8")


def test_a_static_and_a_propagated_route_are_told_as_one_obstacle_in_whatever_order() -> None:
    static = route(THEIRS, TO_TGW)
    learned = route(THEIRS, TO_VGW, origin=RouteOrigin.PROPAGATED)
    said = "10.20.0.0/16 already leads to tgw-0123456789abcdef0"

    for there in ((static, learned), (learned, static)):
        (finding,) = found(*there)
        tables = table(Side.REQUESTER, *there)
        assert finding == Conflict(Side.REQUESTER, tables, cidr(THEIRS), said)


def test_a_public_range_is_named_by_the_conditions_on_its_own_side() -> None:
    public = connection(accepter=replace(ACCEPTER, cidrs=cidrs("203.0.113.0/24")))
    named = rule(requester=Conditions(cidrs=cidrs("203.0.113.0/24")))

    (finding,) = find(Side.REQUESTER, public, named, (table(Side.REQUESTER),), frozenset())
    assert isinstance(finding, Conflict)
    asks = connection(requester=replace(REQUESTER, cidrs=cidrs("203.0.113.0/24")))
    (finding,) = find(Side.ACCEPTER, asks, named, (table(Side.ACCEPTER),), frozenset())
    assert isinstance(finding, Missing)


def test_a_public_range_that_the_rule_names_is_routed() -> None:
    public = connection(accepter=replace(ACCEPTER, cidrs=cidrs("203.0.113.0/24")))
    named = rule(accepter=Conditions(cidrs=cidrs("203.0.112.0/20")))

    (finding,) = find(Side.REQUESTER, public, named, (table(Side.REQUESTER),), frozenset())

    assert isinstance(finding, Missing)


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (SideRoutes(), ("10.20.0.0/16", "10.21.0.0/16", "fd00::/56")),
        (SideRoutes(destinations=cidrs("10.20.4.0/22")), ("10.20.4.0/22",)),
        (SideRoutes(destinations=cidrs("10.0.0.0/8")), ("10.20.0.0/16", "10.21.0.0/16")),
        (SideRoutes(destinations=cidrs("192.168.0.0/16")), ()),
        (SideRoutes(excluded=cidrs("10.21.0.0/16", "::/0")), ("10.20.0.0/16",)),
        (
            SideRoutes(destinations=cidrs("10.20.0.0/16"), excluded=cidrs("10.20.128.0/17")),
            ("10.20.0.0/17",),
        ),
    ],
)
def test_destinations_are_the_peers_blocks_narrowed(
    choice: SideRoutes, wanted: tuple[str, ...]
) -> None:
    blocks = cidrs("fd00::/56", "10.21.0.0/16", "10.20.0.0/16")

    assert wanted_destinations(blocks, choice) == cidrs(*wanted)


TABLES = (
    table(Side.REQUESTER, name="b", main=True),
    table(Side.REQUESTER, name="a", tags={"tier": "private", "Name": "a"}),
    table(Side.REQUESTER, name="edge", edge=True, tags={"tier": "private"}),
)


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (AllTables(), ["a", "b"]),
        (MainTable(), ["b"]),
        (TablesById((RouteTableId("rtb-requester-a"), RouteTableId("rtb-gone"))), ["a"]),
        (TablesByTag({"tier": "private"}), ["a"]),
        (TablesByTag({"tier": "private", "Name": "b"}), []),
    ],
)
def test_tables_are_chosen_and_edge_tables_never(choice: TableChoice, names: list[str]) -> None:
    chosen = chosen_tables(TABLES, SideRoutes(tables=choice))

    assert [t.id for t in chosen] == [f"rtb-requester-{name}" for name in names]


def test_only_peerings_behind_dead_routes_in_our_blocks_are_looked_up() -> None:
    elsewhere = replace(TO_ANOTHER, id="pcx-0000000000000dead")
    tables: tuple[RouteTable, ...] = (
        table(
            Side.REQUESTER,
            dead("10.20.4.0/24"),
            route("10.20.5.0/24", TO_TGW),
            dead("192.168.0.0/16", replace(TO_ANOTHER, id="pcx-0000000000000dead")),
            dead("10.20.6.0/24", TO_US),
            Route(PrefixListId("pl-0123456789abcdef0"), elsewhere, RouteState.BLACKHOLE),
        ),
    )

    assert dead_peers(tables, connection()) == {OTHER_PCX}


def test_blocks_are_compared_as_ec2_keeps_them() -> None:
    assert cidr("100.68.0.18/18") == cidr("100.68.0.0/18")
