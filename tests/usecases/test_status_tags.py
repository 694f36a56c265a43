"""Owners read on the connection how it stands; nothing is written where nothing is new."""

from dataclasses import replace

from peering.core.actions import TagConnection
from peering.core.approvals import Effect
from peering.core.blocks import cidr
from peering.core.model import ConnectionId, Tags, Vpc
from peering.core.tables import Route, Target, TargetKind
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.usecases.test_route import routed
from tests.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")


def tags(program: Program, pcx: ConnectionId, vpc: Vpc) -> Tags:
    return program.world.connection(pcx, vpc).tags


def tagged(program: Program) -> int:
    """How often tags were written."""
    return len([c for c in program.world.calls.made if c.verb == TagConnection.__name__])


def test_both_owners_read_the_status_the_rule_and_when_it_was_checked() -> None:
    program, pcx, ours, theirs = routed()

    for vpc in (ours, theirs):
        shown = tags(program, pcx, vpc)
        assert shown["vpc-peering:status"] == "routed"
        assert shown["vpc-peering:rule"] == "data"
        assert shown["vpc-peering:checked"] == f"{program.world.clock():%Y-%m-%dT%H:%MZ}"


def test_checking_again_writes_no_tag() -> None:
    program, pcx, ours, _ = routed()
    before = tags(program, pcx, ours)
    program.world.calls.forget()
    program.world.clock.advance(days=1)

    program.changed(pcx)
    program.sweep()

    assert tagged(program) == 0
    assert tags(program, pcx, ours) == before


def test_a_conflict_and_its_end_are_read_on_the_connection() -> None:
    program, pcx, ours, theirs = routed()
    world = program.world
    world.ec2.put(world.main_table(ours), Route(cidr("10.20.0.0/16"), TO_TGW))
    world.clock.advance(hours=1)

    program.sweep()
    in_conflict = [tags(program, pcx, vpc)["vpc-peering:status"] for vpc in (ours, theirs)]
    at = tags(program, pcx, ours)["vpc-peering:checked"]
    world.calls.forget()
    program.sweep()
    again = tagged(program)
    world.unroute(world.main_table(ours), "10.20.0.0/16")
    program.sweep()

    assert in_conflict == ["conflict", "conflict"]
    assert at == f"{world.clock():%Y-%m-%dT%H:%MZ}"
    assert again == 0
    assert tags(program, pcx, ours)["vpc-peering:status"] == "routed"


def test_what_nothing_approves_any_more_says_so_once_on_both_sides() -> None:
    program, pcx, ours, theirs = routed()
    program.approvals = approving()
    program.world.calls.forget()

    program.sweep()
    program.sweep()

    for vpc in (ours, theirs):
        assert tags(program, pcx, vpc)["vpc-peering:status"] == "unapproved"
        assert tags(program, pcx, vpc)["vpc-peering:rule"] == "data"
    assert tagged(program) == 2


def test_what_a_reject_rule_unroutes_says_so() -> None:
    program, pcx, ours, _ = routed()
    program.approvals = approving(rule(name="no", effect=Effect.REJECT, unroute=True))

    program.sweep()

    assert tags(program, pcx, ours)["vpc-peering:status"] == "unrouted"


def test_an_unrouted_connection_that_reads_otherwise_is_found_by_the_sweep() -> None:
    program, pcx, ours, _ = routed()
    program.approvals = approving(rule(name="no", effect=Effect.REJECT, unroute=True))
    program.sweep()
    program.world.ec2.peerings[pcx].tags[ours.scope]["vpc-peering:status"] = "routed"

    program.sweep()

    assert tags(program, pcx, ours)["vpc-peering:status"] == "unrouted"
    program.world.calls.forget()
    program.sweep()
    assert tagged(program) == 0


def test_what_ec2_refuses_is_not_called_routed() -> None:
    world = World()
    ours, theirs = world.pair()
    world.ec2.routes_per_table = 0
    pcx = world.request(ours, theirs)
    world.accept(pcx)
    program = Program(world, approving(rule()))

    program.changed(pcx)
    program.changed(pcx)

    assert tags(program, pcx, ours)["vpc-peering:status"] == "refused"
    assert tagged(program) == 2


def test_a_refusal_that_its_owner_mends_by_hand_is_called_routed() -> None:
    world = World()
    ours, theirs = world.pair()
    world.ec2.routes_per_table = 0
    pcx = world.request(ours, theirs)
    world.accept(pcx)
    program = Program(world, approving(rule()))
    program.changed(pcx)
    world.ec2.routes_per_table = 500
    for vpc, peer in ((ours, theirs), (theirs, ours)):
        to_peer = Target(TargetKind.PEERING, pcx)
        world.route(world.main_table(vpc), str(peer.cidrs[0]), to_peer)

    program.sweep()

    for vpc in (ours, theirs):
        assert tags(program, pcx, vpc)["vpc-peering:status"] == "routed"
    assert world.bus.types == ["Peering Failed", "Peering Routed"]


def test_a_connection_full_of_tags_keeps_them_and_is_left_in_peace() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    own = {f"cost-{number}": "x" for number in range(49)}
    world.ec2.peerings[pcx].tags[ours.scope] = dict(own)
    program = Program(world, approving(rule()))

    program.requested(pcx)
    program.sweep()

    shown = tags(program, pcx, ours)
    assert own.items() <= shown.items()
    assert len(shown) == 50
    assert shown["vpc-peering:status"] == "routed"
    assert tagged(program) == 2


def test_no_rule_has_a_name_that_a_tag_does_not_take() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    named = replace(rule(), name="aws:tab\there; ünïcode? ok")

    program = Program(world, approving(named))
    program.requested(pcx)

    said = tags(program, pcx, ours)["vpc-peering:rule"]
    assert said == "_aws:tab_here_ ünïcode_ ok"


def test_a_pending_request_is_not_tagged() -> None:
    """Decision 14: accept's role may not write tags."""
    world = World()
    ours, theirs = world.pair()
    pcx = world.request(ours, theirs)
    program = Program(world, approving())

    program.requested(pcx)
    program.sweep()

    assert tagged(program) == 0
    assert tags(program, pcx, theirs) == {}
