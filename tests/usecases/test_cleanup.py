"""After the end: our sides are cleaned, of everything that leads there and of nothing else."""

from dataclasses import replace

import pytest

from peering.core.announcements import PeeringCleaned
from peering.core.approvals import Effect
from peering.core.model import ConnectionId, Scope, Side, Status
from peering.core.tables import RouteState, RouteTable, Target, TargetKind
from peering.ports import Network
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.usecases.test_route import routed
from tests.world import World


@pytest.mark.parametrize("by", list(Side))
def test_a_deleted_connection_leaves_no_route_of_it_behind(by: Side) -> None:
    program, pcx, *_ = routed()
    program.world.delete(pcx, by)

    program.changed(pcx)

    assert program.world.routes_to(pcx) == set()
    (cleaned,) = [a for a in program.world.bus.announcements if isinstance(a, PeeringCleaned)]
    assert {(r.side, r.destination) for r in cleaned.routes} == {
        ("requester", "10.20.0.0/16"),
        ("accepter", "10.10.0.0/16"),
    }


def test_a_deletion_that_nobody_told_of_is_found_by_the_sweep() -> None:
    program, pcx, *_ = routed()
    program.world.delete(pcx)

    program.sweep()
    program.sweep()

    assert program.world.routes_to(pcx) == set()
    assert program.world.bus.types.count("Peering Cleaned") == 1


def test_a_connection_that_ec2_has_forgotten_is_cleaned_by_its_blackholes() -> None:
    program, pcx, *_ = routed()
    world = program.world
    world.delete(pcx)
    world.clock.advance(days=3)
    if pcx in world.ec2.peerings:
        world.forget(pcx)

    program.sweep()

    assert world.routes_to(pcx) == set()
    assert world.bus.types[-1] == "Peering Cleaned"


def test_a_fresh_connection_that_reads_notfound_loses_no_route() -> None:
    program, pcx, *_ = routed()
    world = program.world
    before = world.routes_to(pcx)
    kept = world.ec2.peerings.pop(pcx)

    program.route(program.mention(pcx))
    world.ec2.peerings[pcx] = kept

    assert world.routes_to(pcx) == before


def test_a_shared_table_keeps_the_other_connections_routes() -> None:
    program, pcx, ours, _ = routed()
    world = program.world
    third = world.vpc("10.30.0.0/16", account="444455556666", region="eu-west-1")
    other = world.request(ours, third)
    program.requested(other)
    world.delete(pcx)

    program.changed(pcx)

    assert world.routes_to(pcx) == set()
    assert len(world.routes_to(other)) == 2


def test_dead_routes_of_connections_that_were_never_ours_are_reported_and_left() -> None:
    program, _, ours, _ = routed()
    world = program.world
    gone = Target(TargetKind.PEERING, "pcx-0000000000000dead")
    world.route(world.main_table(ours), "10.77.0.0/16", gone)

    program.sweep()

    assert [f["connection_id"] for f in world.reporter.of("route.orphaned")] == [gone.id]
    assert any(r.target == gone for t in world.tables(ours) for r in t.routes)


def test_cleaning_twice_writes_nothing_the_second_time() -> None:
    program, pcx, *_ = routed()
    program.world.delete(pcx)
    program.changed(pcx)
    program.world.calls.forget()

    program.changed(pcx)

    assert [c for c in program.world.calls.writes if c.port != "queue"] == []


def test_an_empty_approvals_file_still_cleans_up_but_takes_no_live_route() -> None:
    program, pcx, *_ = routed()
    program.approvals = approving()
    program.sweep()
    assert len(program.world.routes_to(pcx)) == 2

    program.world.delete(pcx)
    program.changed(pcx)

    assert program.world.routes_to(pcx) == set()


@pytest.mark.parametrize("status", [Status.REJECTED, Status.EXPIRED, Status.FAILED])
def test_a_request_that_came_to_nothing_touches_no_table(status: Status) -> None:
    program, pcx, *_ = routed(approving(rule()))
    world = program.world
    another = world.request(*world.pair())
    world.ec2.end(another, status, Side.ACCEPTER)
    world.calls.forget()

    program.changed(another)

    assert [c for c in world.calls.to("network") if c.writes] == []
    assert len(world.routes_to(pcx)) == 2


def test_live_routes_to_a_connection_that_ec2_does_not_show_are_left_and_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program, pcx, *_ = routed()
    world = program.world
    world.clock.advance(days=3)
    before = world.routes_to(pcx)
    look = type(world.network).route_tables_leading_to

    def alive(network: Network, where: Scope, about: ConnectionId) -> tuple[RouteTable, ...]:
        return tuple(
            replace(table, routes=tuple(replace(r, state=RouteState.ACTIVE) for r in table.routes))
            for table in look(network, where, about)
        )

    monkeypatch.setattr(type(world.network), "route_tables_leading_to", alive)
    kept = world.ec2.peerings.pop(pcx)
    program.route(program.mention(pcx))
    world.ec2.peerings[pcx] = kept

    assert world.routes_to(pcx) == before
    assert [mention.connection_id for mention, _ in world.route_queue.queued] == [pcx]


def test_what_others_routed_to_a_request_that_we_rejected_is_theirs_to_remove() -> None:
    world = World()
    ours, theirs = world.pair()
    program = Program(world, approving(rule(effect=Effect.REJECT)))
    pcx = world.request(ours, theirs)
    program.requested(pcx)
    world.route(world.main_table(ours), "10.20.0.0/16", Target(TargetKind.PEERING, pcx))

    program.changed(pcx)
    program.sweep()

    assert world.routes_to(pcx) == {(world.main_table(ours), "10.20.0.0/16")}
    assert "Peering Cleaned" not in world.bus.types
