"""survey: what stood before us and matches a rule is kept right from now on."""

import json
from dataclasses import asdict

from peering.core.announcements import PeeringsAdopted
from peering.core.memory import Basis
from peering.ports import Survey
from tests.core.examples import rule
from tests.usecases.before_us import EAST, WEST, ids, peered
from tests.usecases.program import Program, approving
from tests.world import ACCEPTER, HOME, REQUESTER, World


def test_what_stood_before_us_is_adopted_with_one_message_a_scope() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16")
    others = [world.vpc(f"10.{20 + n}.0.0/16", account=ACCEPTER) for n in range(3)]
    pcxs = [peered(world, ours, theirs) for theirs in others]
    before = {pcx: world.routes_to(pcx) for pcx in pcxs}

    Program(world, approving(rule())).survey(Survey(EAST, correlation_id="sweep-1"))

    (said,) = world.bus.announcements
    assert isinstance(said, PeeringsAdopted)
    assert (said.about, said.correlation_id) == (f"{REQUESTER}/{HOME}", "sweep-1")
    assert [(one.connection.id, one.rule) for one in said.adopted] == [(p, "data") for p in pcxs]
    for pcx in pcxs:
        decision = world.ledger.memory(pcx).decision
        assert decision is not None
        assert (decision.basis, decision.by) == (Basis.ADOPTED, "data")
        assert world.routes_to(pcx) == before[pcx]


def test_the_next_survey_adopts_nothing_anew() -> None:
    world = World()
    peered(world, *world.pair())
    program = Program(world, approving(rule()))
    program.survey(Survey(EAST))

    program.survey(Survey(EAST))
    program.survey(Survey(WEST))

    assert world.bus.types == ["Peerings Adopted"]


def test_what_is_adopted_and_lacks_something_is_routed_too() -> None:
    world = World()
    ours, theirs = world.pair()
    pcx = peered(world, ours, theirs)
    world.unroute(world.main_table(ours), "10.20.0.0/16")

    Program(world, approving(rule())).survey(Survey(EAST))

    assert ids(world.route_queue.queued) == [pcx]


def test_thousands_can_be_adopted_in_one_message_that_fits() -> None:
    world = World()
    ours = world.vpc("10.10.0.0/16")
    for number in range(1_000):
        world.accept(
            world.request(
                ours, world.vpc(f"172.{16 + number // 250}.{number % 250}.0/24", account=ACCEPTER)
            )
        )
    program = Program(world, approving(rule()))

    program.survey(Survey(EAST))
    program.survey(Survey(EAST))

    (said,) = world.bus.announcements
    assert isinstance(said, PeeringsAdopted)
    assert len(said.adopted) + said.left_out_of("adopted") == 1_000
    assert len(json.dumps(asdict(said))) < 256 * 1024


def test_what_no_rule_matches_is_neither_adopted_nor_routed() -> None:
    world = World()
    pcx = peered(world, *world.pair())

    Program(world, approving()).survey(Survey(EAST))

    assert (world.bus.types, world.route_queue.queued) == ([], [])
    assert world.ledger.memory(pcx).decision is None


def test_in_observe_mode_survey_finds_the_same() -> None:
    world = World()
    pcx = world.request(*world.pair())
    adopted = peered(world, world.vpc("10.50.0.0/16"), world.vpc("10.60.0.0/16", account=ACCEPTER))
    program = Program(world, approving(rule()), mode="observe")

    program.survey(Survey(WEST))
    program.survey(Survey(EAST))

    assert ids(world.accept_queue.queued) == [pcx]
    (said,) = world.bus.announcements
    assert isinstance(said, PeeringsAdopted)
    assert said.mode == "observe"
    assert [one.connection.id for one in said.adopted] == [adopted]
