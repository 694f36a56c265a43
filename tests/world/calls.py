"""Every call to a port, counted, and failed where a test wants to know what happens then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

type When = Literal["before", "after"]


class DiedError(Exception):
    """The invocation ended here, as a timeout or a crash ends it: nobody catches this."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: to which port, which verb, about what, and whether it changes anything."""

    port: str
    verb: str
    about: str
    writes: bool


@dataclass(slots=True)
class Calls:
    """What was called, in order, over all ports."""

    made: list[Call] = field(default_factory=list)
    _faults: dict[int, tuple[Exception, When]] = field(default_factory=dict)
    _between: dict[int, Callable[[], None]] = field(default_factory=dict)

    @property
    def reads(self) -> list[Call]:
        """The calls that changed nothing."""
        return [call for call in self.made if not call.writes]

    @property
    def writes(self) -> list[Call]:
        """The calls that may have changed something."""
        return [call for call in self.made if call.writes]

    def to(self, port: str) -> list[Call]:
        """The calls to one port: network, ledger, bus, queue or topic."""
        return [call for call in self.made if call.port == port]

    def forget(self) -> None:
        """Count from here on."""
        self.made.clear()
        self._faults.clear()
        self._between.clear()

    def fail(self, ahead: int, error: Exception, when: When = "before") -> None:
        """Fail the call that is *ahead* (1 is the next one), before or after it took effect."""
        self._faults[len(self.made) + ahead] = (error, when)

    def interrupt(self, ahead: int, act: Callable[[], None]) -> None:
        """Let somebody else act just before the call that is *ahead* (1 is the next one)."""
        self._between[len(self.made) + ahead] = act

    @contextmanager
    def noted(self, port: str, verb: str, about: object = "", *, writes: bool) -> Iterator[None]:
        """Note the call whose effect is in the block, and let it fail if it is to fail.

        An error that is raised again loses its traceback, which would hold on to all it has seen.
        """
        if act := self._between.pop(len(self.made) + 1, None):
            act()
        self.made.append(Call(port, verb, str(about), writes))
        error, when = self._faults.pop(len(self.made), (None, "after"))
        if error is not None and when == "before":
            raise error.with_traceback(None)
        yield
        if error is not None:
            raise error.with_traceback(None)
