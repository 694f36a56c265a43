"""What is said goes out once, and is never taken for said by an invocation that died."""

from datetime import timedelta

import pytest

from peering.announce import Announcer
from peering.core.drafts import Drafts
from peering.core.memory import Announced
from peering.errors import LookAgainError
from peering.ports import Claim
from tests.core.examples import approvals, connection
from tests.world import World

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
