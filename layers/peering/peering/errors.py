"""What can go wrong out there, named for what the caller should do about it."""

from collections.abc import Sequence

from peering.core.actions import Action
from peering.core.model import Scope
from peering.core.rulings import ChangeStop


class TryLaterError(Exception):
    """A throttle or a fault that passes: let the queue deliver the work again."""


class ThrottledError(TryLaterError):
    """AWS asks for fewer requests: put the work back, for longer each time."""


class OutOfTimeError(Exception):
    """The invocation's time is nearly over: what is left of the work is queued anew."""


class LookAgainError(Exception):
    """The world is not what was observed a moment ago: observe and plan anew."""


class NotUnderstoodError(Exception):
    """Something that this program has never heard of: set it aside for a person."""


class RefusedError(Exception):
    """AWS refuses this for good: tell a person. `code` is AWS's error code."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code, because it decides what is remembered."""
        super().__init__(f"{code}: {message}")
        self.code = code


class FrozenError(LookAgainError):
    """A person stopped all changes: say so, and change nothing. `waiting` would be done."""

    def __init__(self, stop: ChangeStop, waiting: Sequence[Action]) -> None:
        """Keep who stopped it and why, because everybody who waits is told."""
        super().__init__(f"changes are {stop}")
        self.stop = stop
        self.waiting = tuple(waiting)


class ScopeDeniedError(Exception):
    """A governed scope can't be entered: tell a person, and go on with the others."""

    def __init__(self, scope: Scope, reason: str) -> None:
        """Keep the scope, because it is one fact however many connections it holds."""
        super().__init__(f"{scope}: {reason}")
        self.scope = scope
        self.reason = reason
