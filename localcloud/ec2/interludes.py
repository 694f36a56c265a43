"""What a test puts in front of a call: something that others do just then, or a refusal.

Between a program's look and its next call anything may happen, and any call may be refused:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
"""

from collections import defaultdict, deque
from collections.abc import Callable


class Interludes:
    """Each happens once, in front of the next call of its action, in the order of their coming."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Callable[[], object]]] = defaultdict(deque)

    def add(self, action: str, do: Callable[[], object]) -> None:
        """Do that in front of a call of the action; a RefusedError from it refuses the call."""
        self._waiting[action].append(do)

    def play(self, action: str) -> None:
        """Do what waits for a call of the action."""
        if self._waiting[action]:
            self._waiting[action].popleft()()
