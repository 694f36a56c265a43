"""route: kept right on both sides, and never at the cost of a route that leads elsewhere."""

from dataclasses import replace
from itertools import count

import pytest

from peering.core.announcements import PeeringRouteConflict, PeeringRouted, PeeringUnapproved
from peering.core.approvals import (
    Approvals,
    Conditions,
    Effect,
    OnConflict,
    Rule,
    SideRoutes,
    TablesByTag,
)
from peering.core.memory import Basis
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc
from peering.core.tables import Target, TargetKind
from peering.errors import NotUnderstoodError
from peering.ports import Network
from tests.core.examples import cidrs, rule
from tests.usecases.program import Program, approving
from tests.world.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")


def routed(
    approvals: Approvals | None = None, world: World | None = None
) -> tuple[Program, ConnectionId, Vpc, Vpc]:
    """A program that has accepted and routed the usual connection."""
    world = world or World()
    ours, theirs = world.pair()
    program = Program(world, approvals or approving(rule()))
    pcx = world.request(ours, theirs)
    program.requested(pcx)
    world.calls.forget()
    return program, pcx, ours, theirs


def test_a_second_pass_over_a_routed_connection_only_reads() -> None:
    program, pcx, *_ = routed()

    program.changed(pcx)

    reads = program.world.calls.to("network")
    assert [call for call in program.world.calls.writes if call.port != "queue"] == []
    assert len(reads) == 4
    assert program.world.bus.types == ["Peering Accepted", "Peering Routed"]


def test_sides_in_one_scope_are_looked_at_together() -> None:
    world = World()
    ours, theirs = world.vpc("10.10.0.0/16"), world.vpc("10.20.0.0/16")
    program = Program(world, approving(rule(dns=True)))
    pcx = world.request(ours, theirs)
    program.requested(pcx)
    world.calls.forget()

    program.changed(pcx)

    assert len(world.calls.to("network")) == 2
    assert len(world.routes_to(pcx)) == 2
    assert world.connection(pcx, ours).dns == {Side.REQUESTER: True, Side.ACCEPTER: True}


def test_dns_and_tags_are_set_by_each_sides_owner() -> None:
    program, pcx, ours, theirs = routed(approving(rule(dns=True)))
    world = program.world

    assert world.connection(pcx, ours).dns == {Side.REQUESTER: True}
    assert world.connection(pcx, theirs).dns == {Side.ACCEPTER: True}
    for vpc in (ours, theirs):
        assert world.connection(pcx, vpc).tags["vpc-peering:rule"] == "data"
    last = world.bus.announcements[-1]
    assert isinstance(last, PeeringRouted)
    assert last.dns == ("requester", "accepter")


def test_a_vpc_without_dns_hostnames_is_routed_and_its_owner_told() -> None:
    world = World()
    ours, theirs = world.pair()
    world.disable_dns(theirs)
    program = Program(world, approving(rule(dns=True)))
    pcx = world.request(ours, theirs)

    program.requested(pcx)
    program.changed(pcx)

    (said,) = [a for a in world.bus.announcements if isinstance(a, PeeringRouted)]
    assert said.dns == ("requester",)
    assert "enable-dns-hostnames" in said.left_to_do[0].command
    attempts = [c for c in world.calls.to("network") if "AllowDns" in c.about or "DNS" in c.about]
    assert len([a for a in attempts if "accepter" in a.about]) <= 1
    program.world.clock.advance(hours=25)
    world.ec2.without_dns.clear()
    program.sweep()
    assert world.connection(pcx, theirs).dns == {Side.ACCEPTER: True}


def test_a_conflict_that_comes_later_is_told_and_left_alone() -> None:
    program, pcx, ours, _ = routed(approving(rule(on_conflict=OnConflict.ROUTE_REST)))
    world = program.world
    other = world.table(ours)
    world.route(other, "10.20.0.0/16", TO_TGW)
    third = world.table(ours)

    program.sweep()

    conflict = world.bus.announcements[-1]
    assert isinstance(conflict, PeeringRouteConflict)
    assert [c.table for c in conflict.conflicts] == [other]
    assert (third, "10.20.0.0/16") in world.routes_to(pcx)
    assert (other, "10.20.0.0/16") not in world.routes_to(pcx)


def test_a_resolved_conflict_is_announced_as_routed_again() -> None:
    program, _, ours, _ = routed()
    world = program.world
    other = world.table(ours)
    world.route(other, "10.20.0.0/16", TO_TGW)
    program.sweep()
    world.unroute(other, "10.20.0.0/16")

    program.sweep()

    assert world.bus.types[1:] == ["Peering Routed", "Peering Route Conflict", "Peering Routed"]


def test_a_new_table_and_a_lost_route_are_found_by_the_sweep() -> None:
    program, pcx, ours, theirs = routed()
    world = program.world
    new = world.table(ours)
    world.unroute(world.main_table(theirs), "10.10.0.0/16")

    program.sweep()

    assert world.routes_to(pcx) == {
        (new, "10.20.0.0/16"),
        (world.main_table(ours), "10.20.0.0/16"),
        (world.main_table(theirs), "10.10.0.0/16"),
    }


def test_somebody_who_keeps_removing_a_route_is_not_fought() -> None:
    program, pcx, ours, _ = routed()
    world = program.world
    table = world.main_table(ours)

    for _ in range(20):
        if (table, "10.20.0.0/16") in world.routes_to(pcx):
            world.unroute(table, "10.20.0.0/16")
        world.clock.advance(minutes=30)
        program.sweep()

    writes = [c for c in world.calls.writes if "10.20.0.0/16" in c.about]
    assert 2 <= len(writes) <= 5
    assert "Peering Route Conflict" in world.bus.types


def test_a_block_that_is_added_later_is_routed_by_the_peers() -> None:
    program, pcx, ours, theirs = routed()
    world = program.world
    world.associate(theirs, "10.21.0.0/16")

    program.sweep()

    assert (world.main_table(ours), "10.21.0.0/16") in world.routes_to(pcx)


def test_a_block_that_the_rule_does_not_admit_changes_nothing_and_is_told() -> None:
    strict = rule(accepter=Conditions(cidrs=cidrs("10.20.0.0/16")))
    program, pcx, _, theirs = routed(approving(strict))
    world = program.world
    before = world.routes_to(pcx)
    world.associate(theirs, "10.99.0.0/16")

    program.sweep()
    program.sweep()

    assert world.routes_to(pcx) == before
    assert world.bus.types[2:] == ["Peering Unapproved"]


@pytest.mark.parametrize(
    "rules",
    [(), (rule(name="stop", effect=Effect.HOLD),), (rule(name="no", effect=Effect.REJECT),)],
    ids=["withdrawn", "held", "rejected"],
)
def test_a_rule_that_goes_takes_no_live_route_with_it(rules: tuple[Rule, ...]) -> None:
    program, pcx, *_ = routed()
    world = program.world
    before = world.routes_to(pcx)
    program.approvals = approving(*rules)

    program.sweep()
    program.sweep()

    assert world.routes_to(pcx) == before
    (unapproved,) = [a for a in world.bus.announcements if isinstance(a, PeeringUnapproved)]
    assert unapproved.reasons


def test_a_rule_that_comes_back_repairs_what_was_lost() -> None:
    program, pcx, ours, _ = routed()
    world = program.world
    program.approvals = approving()
    world.unroute(world.main_table(ours), "10.20.0.0/16")
    program.sweep()
    assert (world.main_table(ours), "10.20.0.0/16") not in world.routes_to(pcx)

    program.approvals = approving(rule())
    program.sweep()

    assert (world.main_table(ours), "10.20.0.0/16") in world.routes_to(pcx)
    assert world.bus.types[2:] == ["Peering Unapproved", "Peering Routed"]


def test_unroute_takes_our_routes_and_no_others() -> None:
    program, pcx, ours, theirs = routed()
    world = program.world
    mine = world.table(ours)
    world.route(mine, "10.20.7.0/24", Target(TargetKind.PEERING, pcx))
    program.approvals = approving(rule(name="no", effect=Effect.REJECT, unroute=True))

    program.sweep()

    assert world.routes_to(pcx) == {(mine, "10.20.7.0/24")}
    assert world.tables(theirs)
    assert world.bus.types[-1] == "Peering Cleaned"


def test_a_narrowed_rule_moves_routes_without_a_gap() -> None:
    program, pcx, ours, theirs = routed()
    world = program.world
    narrower = SideRoutes(destinations=cidrs("10.20.4.0/22"))
    program.approvals = approving(rule(routes={Side.REQUESTER: narrower}))

    program.sweep()

    assert world.routes_to(pcx) == {
        (world.main_table(ours), "10.20.4.0/22"),
        (world.main_table(theirs), "10.10.0.0/16"),
    }


def test_a_table_that_loses_its_tag_keeps_its_route() -> None:
    world = World()
    ours, theirs = world.pair()
    private = world.table(ours, tier="private")
    tagged = SideRoutes(tables=TablesByTag({"tier": "private"}))
    program = Program(world, approving(rule(routes={Side.REQUESTER: tagged})))
    pcx = world.request(ours, theirs)
    program.requested(pcx)

    table = world.ec2.tables[private]
    world.ec2.tables[private] = replace(table, tags={})
    program.sweep()

    assert (private, "10.20.0.0/16") in world.routes_to(pcx)


def test_what_somebody_else_accepts_is_adopted_and_routed() -> None:
    world = World()
    ours, theirs = world.pair()
    program = Program(world, approving(rule()))
    pcx = world.request(ours, theirs)
    world.accept(pcx)

    program.changed(pcx)

    decision = world.ledger.memory(pcx).decision
    assert decision is not None
    assert decision.basis is Basis.ADOPTED
    assert len(world.routes_to(pcx)) == 2
    assert world.bus.types == ["Peering Routed"]


def test_what_nobody_named_is_left_alone() -> None:
    world = World()
    pcx = world.request(*world.pair())
    world.accept(pcx)

    program = Program(world, approving())
    program.changed(pcx)
    program.sweep()

    assert world.routes_to(pcx) == set()
    assert world.bus.types == []


def test_a_vendors_side_is_left_to_the_vendor_with_the_exact_commands() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16")
    vendor = world.vpc("10.70.0.0/16", account="777788889999")
    program = Program(world, approving(rule(one_sided=True)))
    pcx = world.request(ours, vendor)
    world.accept(pcx)

    program.sweep()

    assert world.routes_to(pcx) == {(world.main_table(ours), "10.70.0.0/16")}
    (said,) = [a for a in world.bus.announcements if isinstance(a, PeeringRouted)]
    assert "--destination-cidr-block 10.10.0.0/16" in said.left_to_do[0].command
    assert "777788889999" in said.left_to_do[0].who


def test_one_side_that_cannot_be_entered_does_not_keep_the_other_from_its_routes() -> None:
    world = World()
    ours, theirs = world.pair()
    program = Program(world, approving(rule()))
    pcx = world.request(ours, theirs)
    world.accept(pcx)
    world.deny(theirs.scope)

    program.changed(pcx)
    assert world.routes_to(pcx) == {(world.main_table(ours), "10.20.0.0/16")}
    world.admit(theirs.scope)
    program.sweep()

    assert len(world.routes_to(pcx)) == 2
    assert world.bus.types[-1] == "Peering Routed"


def test_what_there_is_no_time_for_is_done_by_the_next_invocation() -> None:
    world = World()
    ours, theirs = world.pair()
    for _ in range(9):
        world.table(theirs)
    program = Program(world, approving(rule()))
    pcx = world.request(ours, theirs)
    world.accept(pcx)
    asked = count()
    program.out_of_time = lambda: next(asked) % 5 == 4

    program.changed(pcx)

    assert len(world.routes_to(pcx)) == 11
    assert [o.writes for o in world.ledger.memory(pcx).owned] == [1] * 11
    assert world.bus.types.count("Peering Routed") == 1
    assert [fields["connection_id"] for fields in world.reporter.of("connection.continued")]
    assert world.reporter.of("connection.left_to_sweep") == []


def test_an_invocation_without_any_time_still_comes_to_an_end() -> None:
    world = World()
    ours, theirs = world.pair()
    program = Program(world, approving(rule()))
    pcx = world.request(ours, theirs)
    world.accept(pcx)
    asked = count()
    program.out_of_time = lambda: next(asked) % 5 > 0  # each message begins, and has no time

    program.changed(pcx)

    assert len(world.routes_to(pcx)) == 2


def test_a_status_unheard_of_is_set_aside_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    program, pcx, *_ = routed()
    look = type(program.world.network).connection

    def strange(network: Network, where: Scope, about: ConnectionId) -> Connection | None:
        found = look(network, where, about)
        return None if found is None else replace(found, status=Status.UNKNOWN)

    monkeypatch.setattr(type(program.world.network), "connection", strange)

    with pytest.raises(NotUnderstoodError, match=f"{pcx} has a status unheard of"):
        program.route(program.mention(pcx))
    assert len(program.world.routes_to(pcx)) == 2
