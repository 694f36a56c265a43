"""What is said goes out once, and is never taken for said by an invocation that died."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from peering.announce import Announcer
from peering.core.approvals import OnConflict
from peering.core.drafts import Drafts
from peering.core.memory import Announced
from peering.core.model import ConnectionId
from peering.errors import LookAgainError
from peering.ports import Claim
from tests.core.examples import approvals, connection, rule
from tests.usecases.program import approving
from tests.usecases.test_route import TO_TGW, routed
from tests.world import World
from tests.world.calls import DiedError
from tests.world.ledger import FakeLedger

SAID = Drafts(approvals(), "apply", "the-event").failed(connection(), ("EC2 refuses",))


def test_what_another_pass_has_claimed_is_looked_at_again_until_it_is_out() -> None:
    world = World()
    announcer = Announcer(world.bus, world.ledger, world.reporter, world.clock)
    announced = Announced(SAID.type, SAID.digest)
    claimed = world.ledger.claim(SAID.about, announced, world.clock(), timedelta(seconds=30))

    with pytest.raises(LookAgainError):
        announcer.announce(SAID)
    assert (claimed, world.bus.announcements) == (Claim.TAKEN, [])

    world.clock.advance(minutes=1)  # that pass has died
    announcer.announce(SAID)
    announcer.announce(SAID)
    assert world.bus.announcements == [SAID]


def test_the_last_word_is_true_though_a_pass_died_between_two_states(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program, pcx, ours, _ = routed(approving(rule(on_conflict=OnConflict.ROUTE_REST)))
    world = program.world
    table = world.main_table(ours)
    retire = type(world.ledger).retire

    def die(*_: object) -> None:
        """The world is as it was before, when the work is delivered again."""
        monkeypatch.setattr(type(world.ledger), "retire", retire)
        world.unroute(table, "10.20.0.0/16")
        raise DiedError

    monkeypatch.setattr(type(world.ledger), "retire", die)
    world.route(table, "10.20.0.0/16", TO_TGW)
    for _ in range(3):
        program.sweep()
        world.clock.advance(hours=25)

    assert len(world.routes_to(pcx)) == 2
    assert world.bus.types[-1] == "Peering Routed"


@pytest.mark.parametrize("after", [False, True], ids=["before it took effect", "after"])
def test_what_is_over_is_forgotten_before_what_is_new_is_claimed(
    monkeypatch: pytest.MonkeyPatch,
    after: bool,  # noqa: FBT001 # a table's column
) -> None:
    program, pcx, ours, _ = routed(approving(rule(on_conflict=OnConflict.ROUTE_REST)))
    world = program.world
    retire = type(world.ledger).retire

    def die(ledger: FakeLedger, about: ConnectionId, over: Iterable[Announced]) -> None:
        monkeypatch.setattr(type(world.ledger), "retire", retire)
        if after:
            retire(ledger, about, over)
        raise DiedError

    monkeypatch.setattr(type(world.ledger), "retire", die)
    world.route(world.main_table(ours), "10.20.0.0/16", TO_TGW)
    program.sweep()
    world.clock.advance(hours=25)
    program.sweep()

    assert world.bus.types[1:] == ["Peering Routed", "Peering Route Conflict"]
    assert {announced.type for announced in world.ledger.memory(pcx).announced} == {
        "Peering Accepted",
        "Peering Route Conflict",
    }
