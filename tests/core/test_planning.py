"""Plans: what one pass does, in which order, and what it leaves alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from peering.core.actions import (
    AllowDnsResolution,
    CreateRoute,
    DeleteRoute,
    ReplaceRoute,
    TagConnection,
)
from peering.core.approvals import OnConflict, Rule, SideRoutes, TablesById, TablesByTag
from peering.core.blocks import cidr
from peering.core.findings import Conflict, Contested, Full
from peering.core.memory import Memory, OwnedRoute
from peering.core.model import Side, Status
from peering.core.observed import Observed
from peering.core.plan import Plan
from peering.core.planning import plan_upkeep
from peering.core.removing import plan_cleanup, plan_cleanup_of_vanished, plan_unrouting
from peering.core.tables import Route, RouteOrigin, RouteTableId
from tests.core.examples import (
    ACCEPTER,
    ACCEPTER_SCOPE,
    NOW,
    OTHER_PCX,
    PCX,
    REQUESTER,
    REQUESTER_SCOPE,
    TO_TGW,
    TO_US,
    cidrs,
    connection,
    dead,
    observed,
    route,
    rule,
    table,
    view,
)

THEIRS, OURS = cidr("10.20.0.0/16"), cidr("10.10.0.0/16")
TABLE = RouteTableId("rtb-requester-main")
TAGS = {
    "Name": f"{REQUESTER.id} to vpc-0bbbbbbbbbbbbbbbb",
    "vpc-peering:managed-by": "vpc-peering-autopilot",
    "vpc-peering:rule": "data",
    "vpc-peering:status": "routed",
    "vpc-peering:checked": "2026-11-20T08:15Z",
}


def planned(world: Observed, approved: Rule | None = None, memory: Memory | None = None) -> Plan:
    return plan_upkeep(world, approved or rule(), memory or Memory(PCX), 500, NOW)


def owning(*destinations: str, chosen_by: str = "all", **changes: object) -> Memory:
    owned = OwnedRoute(
        REQUESTER_SCOPE, REQUESTER.id, TABLE, THEIRS, NOW - timedelta(days=1), chosen_by=chosen_by
    )
    return Memory(
        PCX,
        owned=tuple(
            replace(owned, destination=cidr(d), **changes)  # type: ignore[arg-type]  # any field
            for d in destinations
        ),
    )


def test_both_sides_get_the_other_sides_blocks() -> None:
    assert planned(observed()).actions[:2] == (
        CreateRoute(REQUESTER_SCOPE, PCX, TABLE, THEIRS),
        CreateRoute(ACCEPTER_SCOPE, PCX, RouteTableId("rtb-accepter-main"), OURS),
    )


def test_what_is_written_is_owned_before_it_is_written() -> None:
    plan = planned(observed())

    assert {(o.table_id, o.destination, o.writes) for o in plan.ownership} == {
        (TABLE, THEIRS, 1),
        (RouteTableId("rtb-accepter-main"), OURS, 1),
    }


def test_a_converged_connection_needs_nothing() -> None:
    world = observed(
        view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", TO_US)), tags=TAGS),
        view(Side.ACCEPTER, table(Side.ACCEPTER, route("10.10.0.0/16", TO_US)), tags=TAGS),
    )

    assert planned(world).actions == ()


def test_a_dead_route_is_replaced() -> None:
    world = replace(
        observed(view(Side.REQUESTER, table(Side.REQUESTER, dead("10.20.0.0/16")))),
        ended_peers=frozenset({OTHER_PCX}),
    )

    assert planned(world).actions[0] == ReplaceRoute(REQUESTER_SCOPE, PCX, TABLE, THEIRS)


CONFLICTED = observed(
    view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", TO_TGW))),
    view(Side.ACCEPTER, table(Side.ACCEPTER)),
)


def test_under_hold_a_conflict_keeps_every_new_route_back() -> None:
    plan = planned(CONFLICTED)

    assert not [a for a in plan.actions if isinstance(a, CreateRoute)]
    assert [type(o) for o in plan.obstacles] == [Conflict]
    assert plan.ownership == ()


def test_under_route_rest_everything_else_is_routed() -> None:
    plan = planned(CONFLICTED, rule(on_conflict=OnConflict.ROUTE_REST))

    assert [a for a in plan.actions if isinstance(a, CreateRoute)] == [
        CreateRoute(ACCEPTER_SCOPE, PCX, RouteTableId("rtb-accepter-main"), OURS)
    ]
    assert [type(o) for o in plan.obstacles] == [Conflict]


def test_a_full_table_is_reported_and_the_rest_is_routed() -> None:
    full = table(Side.REQUESTER, route("10.99.0.0/24", TO_TGW), route("fd00::/56", TO_TGW))
    world = observed(view(Side.REQUESTER, full, table(Side.REQUESTER, name="other")))

    plan = plan_upkeep(world, rule(), Memory(PCX), 1, NOW)

    assert [type(o) for o in plan.obstacles] == [Full]
    assert [a.table_id for a in plan.actions if isinstance(a, CreateRoute)] == [
        "rtb-requester-other"
    ]


def test_a_table_with_room_for_some_of_its_routes_gets_none() -> None:
    tables = view(Side.REQUESTER, table(Side.REQUESTER, route("10.99.0.0/24", TO_TGW)))
    two = replace(ACCEPTER, cidrs=cidrs("10.20.0.0/16", "10.21.0.0/16"))

    plan = plan_upkeep(observed(tables, accepter=two), rule(), Memory(PCX), 2, NOW)
    assert [(type(o), str(o.destination)) for o in plan.obstacles] == [
        (Full, "10.20.0.0/16"),
        (Full, "10.21.0.0/16"),
    ]
    assert {(o.side, o.reason) for o in plan.obstacles} == {
        (
            Side.REQUESTER,
            "the table has room for 1 more IPv4 routes of 2, and 2 are missing",
        )
    }
    roomy = plan_upkeep(observed(tables, accepter=two), rule(), Memory(PCX), 3, NOW)
    assert roomy.obstacles == ()


def test_ipv6_routes_do_not_fill_the_room_of_ipv4() -> None:
    crowded = table(Side.REQUESTER, route("fd00::/56", TO_TGW))

    plan = plan_upkeep(observed(view(Side.REQUESTER, crowded)), rule(), Memory(PCX), 1, NOW)

    assert plan.obstacles == ()


NARROWER = rule(routes={Side.REQUESTER: SideRoutes(destinations=cidrs("10.20.4.0/22"))})
WIDE = observed(view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", TO_US))))


def test_a_narrowed_rule_takes_away_what_is_ours_after_the_narrower_route_stands() -> None:
    plan = planned(WIDE, NARROWER, owning("10.20.0.0/16"))

    assert plan.actions[:2] == (
        CreateRoute(REQUESTER_SCOPE, PCX, TABLE, cidr("10.20.4.0/22")),
        DeleteRoute(REQUESTER_SCOPE, PCX, TABLE, THEIRS),
    )


def narrowed(*routes: Route, memory: Memory, quota: int = 500) -> Plan:
    """What a narrowed rule plans where the wide route stands beside these."""
    there = table(Side.REQUESTER, route("10.20.0.0/16", TO_US), *routes)
    both = rule(
        on_conflict=OnConflict.ROUTE_REST,
        routes={Side.REQUESTER: SideRoutes(destinations=cidrs("10.20.4.0/22", "10.20.8.0/22"))},
    )
    return plan_upkeep(observed(view(Side.REQUESTER, there)), both, memory, quota, NOW)


def removed(plan: Plan) -> set[str]:
    """What is deleted, which is what is disowned."""
    gone = {str(a.destination) for a in plan.actions if isinstance(a, DeleteRoute)}
    assert gone == {str(owned.destination) for owned in plan.disowned}
    return gone


def test_what_is_to_stand_in_its_place_and_cannot_keeps_a_route_that_nothing_asks_for() -> None:
    wide = owning("10.20.0.0/16")
    vanished = replace(
        owning("10.20.4.0/22").owned[0], writes=3, written_at=NOW - timedelta(minutes=1)
    )

    assert removed(narrowed(memory=wide)) == {"10.20.0.0/16"}
    assert removed(narrowed(memory=wide, quota=1)) == set()
    assert removed(narrowed(route("10.20.4.0/22", TO_TGW), memory=wide)) == set()
    assert removed(narrowed(memory=replace(wide, owned=(*wide.owned, vanished)))) == set()


def test_what_shares_no_address_with_what_cannot_be_written_goes() -> None:
    old = route("10.77.0.0/16", TO_US)
    memory = owning("10.20.0.0/16", "10.77.0.0/16")

    assert removed(narrowed(old, memory=memory, quota=2)) == {"10.77.0.0/16"}
    assert removed(narrowed(old, route("10.20.4.0/22", TO_TGW), memory=memory)) == {"10.77.0.0/16"}


def test_what_is_hindered_in_one_table_keeps_nothing_in_another() -> None:
    world = observed(
        view(
            Side.REQUESTER,
            table(Side.REQUESTER, route("10.20.0.0/16", TO_US)),
            table(Side.REQUESTER, route("10.20.4.0/22", TO_TGW), name="other"),
        )
    )
    narrower = replace(NARROWER, on_conflict=OnConflict.ROUTE_REST)

    assert removed(planned(world, narrower, owning("10.20.0.0/16"))) == {"10.20.0.0/16"}


def test_a_narrower_route_that_stands_keeps_no_wider_one_however_it_is_shadowed() -> None:
    plan = narrowed(
        route("10.20.4.0/22", TO_US),
        route("10.20.4.0/24", TO_TGW),
        memory=owning("10.20.0.0/16"),
    )

    assert [type(o) for o in plan.obstacles] == [Conflict]
    assert removed(plan) == {"10.20.0.0/16"}


def test_an_unwanted_route_that_is_gone_is_forgotten_whatever_is_in_the_way() -> None:
    there = table(Side.REQUESTER, route("10.20.4.0/22", TO_TGW))
    narrower = replace(NARROWER, on_conflict=OnConflict.ROUTE_REST)
    memory = owning("10.20.0.0/16")

    plan = planned(observed(view(Side.REQUESTER, there)), narrower, memory)

    assert plan.disowned == memory.owned


def test_a_narrowed_rule_leaves_what_is_not_ours() -> None:
    assert not [a for a in planned(WIDE, NARROWER).actions if isinstance(a, DeleteRoute)]


def test_both_sides_lose_what_a_narrowed_rule_no_longer_asks_for() -> None:
    main = RouteTableId("rtb-accepter-main")
    sides = observed(
        *WIDE.views, view(Side.ACCEPTER, table(Side.ACCEPTER, route("10.10.0.0/16", TO_US)))
    )
    narrower = {side: SideRoutes(destinations=()) for side in Side}
    ours = owning("10.20.0.0/16").owned
    theirs = replace(
        ours[0], scope=ACCEPTER_SCOPE, vpc_id=ACCEPTER.id, table_id=main, destination=OURS
    )

    for owned in ((*ours, theirs), (theirs, *ours)):
        plan = planned(sides, rule(routes=narrower), Memory(PCX, owned=owned))

        assert {a for a in plan.actions if isinstance(a, DeleteRoute)} == {
            DeleteRoute(REQUESTER_SCOPE, PCX, TABLE, THEIRS),
            DeleteRoute(ACCEPTER_SCOPE, PCX, main, OURS),
        }


def test_a_block_that_ec2_does_not_show_takes_no_route_away() -> None:
    blind = observed(*WIDE.views, accepter=replace(connection().accepter, cidrs=()))

    assert not [
        a
        for a in planned(blind, memory=owning("10.20.0.0/16")).actions
        if isinstance(a, DeleteRoute)
    ]


@pytest.mark.parametrize(
    ("chosen_by", "deleted"),
    [("tags tier=private", False), ("all", True), ("ids rtb-other", True)],
    ids=["the table lost its tag", "the rule chose all before", "the rule named ids before"],
)
def test_a_table_loses_routes_when_the_rule_says_so_not_when_a_tag_is_gone(
    chosen_by: str,
    deleted: bool,  # noqa: FBT001 # a table's column
) -> None:
    tagged = rule(routes={Side.REQUESTER: SideRoutes(tables=TablesByTag({"tier": "private"}))})

    plan = planned(WIDE, tagged, owning("10.20.0.0/16", chosen_by=chosen_by))

    assert any(isinstance(a, DeleteRoute) for a in plan.actions) is deleted


def test_a_table_that_the_rule_no_longer_names_loses_our_routes() -> None:
    elsewhere = rule(routes={Side.REQUESTER: SideRoutes(tables=TablesById(()))})

    plan = planned(WIDE, elsewhere, owning("10.20.0.0/16"))

    assert DeleteRoute(REQUESTER_SCOPE, PCX, TABLE, THEIRS) in plan.actions


@pytest.mark.parametrize(
    ("writes", "gone_for", "repaired"),
    [
        (1, timedelta(0), True),
        (2, timedelta(minutes=4), False),
        (2, timedelta(minutes=5), True),
        (3, timedelta(minutes=29), False),
        (5, timedelta(hours=23), False),
        (5, timedelta(days=1), True),
        (99, timedelta(hours=23), False),
    ],
)
def test_a_route_that_keeps_vanishing_is_repaired_after_ever_longer_pauses(
    writes: int,
    gone_for: timedelta,
    repaired: bool,  # noqa: FBT001 # a table's column
) -> None:
    world = observed(view(Side.REQUESTER, table(Side.REQUESTER)))
    memory = owning("10.20.0.0/16", writes=writes, written_at=NOW - gone_for)

    plan = planned(world, memory=memory)

    assert any(isinstance(a, CreateRoute) for a in plan.actions) is repaired
    assert any(isinstance(o, Contested) for o in plan.obstacles) is not repaired
    assert [o.writes for o in plan.ownership] == ([writes + 1] if repaired else [])


@pytest.mark.parametrize(("writes", "times"), [(1, "once"), (2, "2 times")])
def test_what_somebody_removes_is_told_with_how_often_it_was_written(
    writes: int, times: str
) -> None:
    world = observed(view(Side.REQUESTER, table(Side.REQUESTER)))
    memory = owning("10.20.0.0/16", writes=writes, written_at=NOW + timedelta(seconds=1))

    (contested,) = planned(world, memory=memory).obstacles

    reason = f"it was written {times} and is gone again; somebody else removes it"
    there = table(Side.REQUESTER)
    assert contested == Contested(Side.REQUESTER, there, THEIRS, reason)


def test_a_route_that_stands_is_known_by_the_words_that_choose_its_table_now() -> None:
    by_id = rule(routes={Side.REQUESTER: SideRoutes(tables=TablesById((TABLE,)))})
    memory = owning("10.20.0.0/16", "10.77.0.0/16")

    plan = planned(WIDE, by_id, memory)

    owned = memory.owned[0]
    assert plan.ownership == (replace(owned, chosen_by=f"ids {TABLE}"),)
    assert planned(WIDE, by_id, Memory(PCX)).ownership == ()
    assert plan.disowned == (memory.owned[1],)


def test_one_side_without_blocks_keeps_the_other_ones_from_nothing() -> None:
    both = observed(
        view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", TO_US))),
        view(Side.ACCEPTER, table(Side.ACCEPTER)),
        accepter=replace(ACCEPTER, cidrs=()),
    )
    theirs = replace(
        owning("10.99.0.0/16").owned[0], vpc_id=ACCEPTER.id, table_id=RouteTableId("rtb-a")
    )

    assert planned(both, memory=Memory(PCX, owned=(theirs,))).disowned == (theirs,)


def test_a_table_that_lost_its_tag_and_its_route_is_forgotten() -> None:
    tagged = rule(routes={Side.REQUESTER: SideRoutes(tables=TablesByTag({"tier": "private"}))})
    there = owning("10.20.0.0/16", chosen_by="tags tier=private")

    assert planned(WIDE, tagged, there).disowned == ()
    bare = observed(view(Side.REQUESTER, table(Side.REQUESTER)))
    assert planned(bare, tagged, there).disowned == there.owned


def test_exactly_a_week_forgives_nothing_yet() -> None:
    world = observed(view(Side.REQUESTER, table(Side.REQUESTER)))
    memory = owning("10.20.0.0/16", writes=5, written_at=NOW - timedelta(days=7))

    assert [o.writes for o in planned(world, memory=memory).ownership] == [6]


@pytest.mark.usefixtures("in_tokyo")
def test_when_it_was_checked_is_written_in_utc() -> None:
    tagged = [a for a in planned(observed()).actions if isinstance(a, TagConnection)]

    assert {a.tags["vpc-peering:checked"] for a in tagged} == {"2026-11-20T08:15Z"}


def test_aws_own_tags_take_no_room() -> None:
    aws = {f"aws:{number}": "x" for number in range(9)}
    own = {f"cost-{number}": "x" for number in range(45)}
    world = observed(view(Side.REQUESTER, table(Side.REQUESTER), tags={**aws, **own}))

    (tagged,) = [a for a in planned(world).actions if isinstance(a, TagConnection)]

    assert len(tagged.tags) == 5


def test_a_week_without_trouble_forgives_earlier_repairs() -> None:
    world = observed(view(Side.REQUESTER, table(Side.REQUESTER)))
    memory = owning("10.20.0.0/16", writes=5, written_at=NOW - timedelta(days=8))

    assert [o.writes for o in planned(world, memory=memory).ownership] == [1]


def test_dns_is_switched_on_once_a_scope_where_the_rule_wants_it() -> None:
    world = observed(view(Side.REQUESTER, dns=True), view(Side.ACCEPTER, dns=False))

    plan = planned(world, rule(dns=True))

    assert [a for a in plan.actions if isinstance(a, AllowDnsResolution)] == [
        AllowDnsResolution(ACCEPTER_SCOPE, PCX, (Side.ACCEPTER,))
    ]


def test_sides_in_one_scope_share_one_call() -> None:
    together = replace(view(Side.ACCEPTER), scope=REQUESTER_SCOPE)

    plan = planned(observed(view(Side.REQUESTER), together), rule(dns=True))

    assert [a for a in plan.actions if isinstance(a, AllowDnsResolution | TagConnection)] == [
        AllowDnsResolution(REQUESTER_SCOPE, PCX, (Side.REQUESTER, Side.ACCEPTER)),
        TagConnection(REQUESTER_SCOPE, PCX, TAGS),
    ]


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ACTIVE])
def test_dns_waits_until_the_connection_is_active(status: Status) -> None:
    plan = planned(observed(status=status), rule(dns=True))

    assert not [a for a in plan.actions if isinstance(a, AllowDnsResolution)]


def test_a_refused_dns_option_is_tried_again_when_its_time_has_come() -> None:
    world = observed(view(Side.REQUESTER))

    def tried(retry_in: timedelta) -> bool:
        memory = Memory(PCX, dns_refused={Side.REQUESTER: NOW + retry_in})
        actions = planned(world, rule(dns=True), memory).actions
        return any(isinstance(a, AllowDnsResolution) for a in actions)

    assert not tried(timedelta(hours=1))
    assert tried(timedelta(0))


def test_an_owners_name_stays() -> None:
    world = observed(view(Side.REQUESTER, tags={"Name": "mine"}))

    (tagging,) = [a for a in planned(world).actions if isinstance(a, TagConnection)]

    assert tagging.tags["Name"] == "mine"


def test_rule_names_become_legal_tag_values() -> None:
    (tagging,) = [
        a
        for a in planned(observed(view(Side.REQUESTER)), rule(name="a*b" + "c" * 300)).actions
        if isinstance(a, TagConnection)
    ]

    assert tagging.tags["vpc-peering:rule"] == ("a_b" + "c" * 300)[:256]


ENDED = (
    view(
        Side.REQUESTER,
        table(
            Side.REQUESTER,
            dead("10.20.0.0/16", TO_US),
            route("10.21.0.0/16", TO_US),
            route("10.22.0.0/16", TO_US, origin=RouteOrigin.PROPAGATED),
            route("10.23.0.0/16", TO_TGW),
        ),
    ),
)


def test_after_the_end_every_static_route_to_the_connection_goes_and_no_other() -> None:
    assert plan_cleanup(ENDED, PCX).actions == (
        DeleteRoute(REQUESTER_SCOPE, PCX, TABLE, cidr("10.20.0.0/16")),
        DeleteRoute(REQUESTER_SCOPE, PCX, TABLE, cidr("10.21.0.0/16")),
    )


def test_of_a_connection_that_ec2_no_longer_shows_only_blackholes_go() -> None:
    assert plan_cleanup_of_vanished(ENDED, PCX).actions == (
        DeleteRoute(REQUESTER_SCOPE, PCX, TABLE, cidr("10.20.0.0/16")),
    )


def test_unrouting_a_living_connection_takes_only_what_is_ours() -> None:
    plan = plan_unrouting(observed(*ENDED), owning("10.21.0.0/16"))

    assert plan.actions == (DeleteRoute(REQUESTER_SCOPE, PCX, TABLE, cidr("10.21.0.0/16")),)


def test_what_was_unrouted_or_is_gone_is_ours_no_more_where_it_could_be_looked_at() -> None:
    there, gone = owning("10.21.0.0/16", "10.29.0.0/16").owned
    unseen = replace(there, vpc_id=ACCEPTER.id, table_id=RouteTableId("rtb-accepter-main"))
    memory = Memory(PCX, owned=(there, gone, unseen))

    assert plan_unrouting(observed(*ENDED), memory).disowned == (there, gone)
