"""Fakes for every port, and a world to build with them."""

from tests.world.calls import Call, Calls, DiedError
from tests.world.clock import FakeClock
from tests.world.world import ACCEPTER, HOME, REQUESTER, World

__all__ = ["ACCEPTER", "HOME", "REQUESTER", "Call", "Calls", "DiedError", "FakeClock", "World"]
