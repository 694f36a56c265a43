"""The oracles of `any-order`: what it takes for disorder, and what not."""

from dataclasses import dataclass, replace

import pytest

from peering.core.actions import CreateRoute, DeleteRoute, ReplaceRoute, TagConnection
from peering.core.announcements import PeeringCleaned, PeeringRouteConflict
from peering.core.approvals import Approvals, Effect, OnConflict, Rule, SideRoutes
from peering.core.blocks import cidr
from peering.core.marking import STATUS
from peering.core.model import ConnectionId, Side
from peering.core.tables import RouteTableId, Target, TargetKind
from prove.any_order.minimum import state_of, too_many
from prove.any_order.order import disorder
from prove.any_order.scene import Scene
from prove.any_order.watched import WatchedNetwork
from prove.any_order.words import wrong_tags, wrong_words
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
_RULE = rule()
_PART = SideRoutes(destinations=(cidr("10.20.4.0/22"),))
_NARROW = replace(_RULE, on_conflict=OnConflict.ROUTE_REST, routes={Side.REQUESTER: _PART})


@dataclass(slots=True)
class Played:
    """A request that the program was told of."""

    world: World
    watched: WatchedNetwork
    program: Program
    pcx: ConnectionId

    def scene(self, approvals: Approvals | None = None) -> Scene:
        """What the oracles look at."""
        known = {self.pcx: self.world.ec2.peerings[self.pcx]}
        watched, approvals = self.watched, approvals or self.program.approvals
        return Scene(
            self.world, approvals, known, watched.written, watched.served, watched.rejected
        )


@dataclass(slots=True)
class Routed(Played):
    """A connection that the program routed in two tables of ours and one of theirs."""

    table: RouteTableId
    another: RouteTableId


def played(world: World, pcx: ConnectionId, *rules: Rule) -> Played:
    """Let the program of these rules answer the request."""
    watched = WatchedNetwork(world.network, world, lambda _: True)
    world.network = watched
    program = Program(world, approving(*rules))
    program.requested(pcx)
    return Played(world, watched, program, pcx)


@pytest.fixture
def routed() -> Routed:
    """A connection in order."""
    world = World()
    ours, theirs = world.pair()
    another = world.table(ours)
    request = played(world, world.request(ours, theirs), _RULE)
    pcx = request.pcx
    assert len(world.routes_to(pcx)) == 3
    table = world.main_table(ours)
    return Routed(world, request.watched, request.program, pcx, table, another)


def test_a_connection_in_order_is_no_disorder(routed: Routed) -> None:
    scene = routed.scene()

    assert list(disorder(scene)) == []
    assert list(wrong_tags(scene)) == []
    assert list(wrong_words(scene, frozenset())) == []


def test_a_route_that_is_gone_is_disorder(routed: Routed) -> None:
    routed.world.unroute(routed.table, "10.20.0.0/16")

    (told,) = disorder(routed.scene())

    assert told == f"{routed.pcx}: 10.20.0.0/16 is not routed in {routed.table}"


def test_what_takes_traffic_from_a_standing_route_holds_the_rest(routed: Routed) -> None:
    routed.world.route(routed.another, "10.20.4.0/22", TO_TGW)
    routed.world.unroute(routed.table, "10.20.0.0/16")

    routed.program.sweep()

    assert routed.world.bus.types[-1] == "Peering Route Conflict"
    assert (routed.table, "10.20.0.0/16") not in routed.world.routes_to(routed.pcx)
    assert list(disorder(routed.scene())) == []


def test_a_route_of_ours_that_nothing_asks_for_is_disorder(routed: Routed) -> None:
    found = list(disorder(routed.scene(approving(_NARROW))))

    assert sum("nothing asks for 10.20.0.0/16" in told for told in found) == 2


def test_a_route_of_somebody_elses_making_may_stay(routed: Routed) -> None:
    to_it = Target(TargetKind.PEERING, routed.pcx)
    routed.world.route(routed.table, "10.20.8.0/22", to_it)

    assert list(disorder(routed.scene())) == []


def test_the_wide_route_stays_where_a_narrow_one_is_hindered(routed: Routed) -> None:
    for table in (routed.table, routed.another):
        routed.world.route(table, "10.20.4.0/22", TO_TGW)

    assert list(disorder(routed.scene(approving(_NARROW)))) == []


def test_a_wider_route_to_a_request_that_waits_is_in_the_way(routed: Routed) -> None:
    world = routed.world
    ours = next(iter(world.ec2.vpcs.values()))
    waiting = world.request(ours, world.vpc("10.99.0.0/16"))
    world.route(routed.table, "10.0.0.0/8", Target(TargetKind.PEERING, waiting))
    world.unroute(routed.table, "10.20.0.0/16")
    assert list(disorder(routed.scene())) == []

    world.delete(waiting)

    assert len(list(disorder(routed.scene()))) == 1


def test_a_route_to_what_has_ended_is_disorder_whatever_the_ledger_says(routed: Routed) -> None:
    routed.world.ledger.forget_ownership(
        routed.pcx, [(table, cidr("10.20.0.0/16")) for table in (routed.table, routed.another)]
    )
    routed.world.delete(routed.pcx)

    assert sum("has ended" in told for told in disorder(routed.scene())) == 3


def test_a_route_that_was_to_be_taken_back_is_disorder(routed: Routed) -> None:
    out = approving(rule(name="out", effect=Effect.REJECT, unroute=True))

    assert sum("is to be unrouted" in told for told in disorder(routed.scene(out))) == 3


def test_a_tag_and_a_last_word_that_are_not_so_are_seen(routed: Routed) -> None:
    routed.world.route(routed.another, "10.20.4.0/22", TO_TGW)

    scene = routed.scene()

    assert len(list(wrong_tags(scene))) == 2
    (told,) = wrong_words(scene, frozenset())
    assert told == f"{routed.pcx} is conflict, and the last word is Peering Routed"


def test_a_conflict_that_was_told_elsewhere_is_seen(routed: Routed) -> None:
    routed.world.route(routed.another, "10.20.4.0/22", TO_TGW)
    routed.program.sweep()
    scene = routed.scene()
    assert isinstance(routed.world.bus.announcements[-1], PeeringRouteConflict)
    assert list(wrong_words(scene, frozenset())) == []

    routed.world.route(routed.table, "10.20.4.0/22", TO_TGW)

    (told,) = wrong_words(routed.scene(), frozenset())
    assert "conflicts at" in told


def test_an_end_that_nobody_was_told_of_is_seen(routed: Routed) -> None:
    routed.world.delete(routed.pcx)
    (told,) = wrong_words(routed.scene(), {routed.pcx})
    assert told.endswith("the last word is Peering Routed")

    routed.program.changed(routed.pcx)

    assert isinstance(routed.world.bus.announcements[-1], PeeringCleaned)
    assert list(wrong_words(routed.scene(), {routed.pcx})) == []


def test_every_write_has_to_bring_about_what_is_different(routed: Routed) -> None:
    scope = next(iter(routed.world.ec2.vpcs.values())).scope
    row = (scope, routed.pcx, routed.table, cidr("10.20.0.0/16"))
    before = state_of(routed.world)
    routed.world.unroute(routed.table, "10.20.0.0/16")
    after = state_of(routed.world)

    assert list(too_many(before, after, [DeleteRoute(*row)])) == []
    assert list(too_many(before, after, [DeleteRoute(*row), DeleteRoute(*row)]))
    assert list(too_many(before, before, [DeleteRoute(*row), CreateRoute(*row)]))
    assert list(too_many(after, before, [CreateRoute(*row), ReplaceRoute(*row)]))


def test_tags_that_go_back_and_forth_are_seen(routed: Routed) -> None:
    scope = next(iter(routed.world.ec2.vpcs.values())).scope
    state = state_of(routed.world)
    conflict, again = (
        TagConnection(scope, routed.pcx, {STATUS: said}) for said in ("conflict", "routed")
    )

    assert list(too_many(state, state, [conflict])) == []
    assert list(too_many(state, state, [conflict, again]))


def requested(*rules: Rule) -> Played:
    """A request between two VPCs, and what the program of these rules made of it."""
    world = World()
    return played(world, world.request(*world.pair()), *rules)


def test_a_request_that_waits_in_silence_is_seen() -> None:
    request = requested()
    assert list(wrong_words(request.scene(), frozenset())) == []

    request.world.bus.announcements.clear()

    (told,) = wrong_words(request.scene(), frozenset())
    assert told == f"{request.pcx} is pending-acceptance, and the last word is None"


def test_a_request_that_expired_in_silence_is_seen() -> None:
    request = requested()
    request.world.clock.advance(hours=8 * 24)
    (told,) = wrong_words(request.scene(), {request.pcx})
    assert told == f"{request.pcx} is expired, and the last word is Peering Held"

    request.program.sweep()

    assert list(wrong_words(request.scene(), {request.pcx})) == []


def test_a_request_that_was_rejected_in_silence_is_seen() -> None:
    request = requested(rule(effect=Effect.REJECT))
    assert list(wrong_words(request.scene(), {request.pcx})) == []

    request.world.bus.announcements.clear()

    (told,) = wrong_words(request.scene(), {request.pcx})
    assert told == f"{request.pcx} is rejected, and the last word is None"
