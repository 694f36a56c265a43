"""Calls at which an invocation dies or is throttled: once, twice in one story, three times."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import override

from peering.errors import TryLaterError
from tests.world.calls import Call, Calls, DiedError, When

_FAULTS: tuple[type[Exception], ...] = (DiedError, TryLaterError)
WHEN: tuple[When, ...] = ("before", "after")
_SECOND = (1, 2, 3, 5, 8, 13)  # so many calls after the first death
_THRICE = 3


@dataclass(frozen=True, slots=True)
class Death:
    """What goes wrong: a fault at a call, and perhaps more of them."""

    number: int
    call: Call
    when: When
    fault: type[Exception] = DiedError
    again_after: int | None = None  # so many calls later the next invocation dies
    times: int = 1  # at that same call, whenever it is made again

    def __str__(self) -> str:
        """Where, in words."""
        place = f"call {self.number} ({self.call.port}.{self.call.verb})"
        more = f" and {self.again_after} calls later" if self.again_after else ""
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{self.fault.__name__} {self.when} {place}{more}{often}"


def deaths(made: Sequence[Call]) -> Iterator[Death]:
    """Every single one, and a share of the pairs and of those that come again."""
    for number, call in enumerate(made, 1):
        for fault, when in product(_FAULTS, WHEN):
            yield Death(number, call, when, fault)
        for when in WHEN:
            yield Death(number, call, when, times=_THRICE)
        after = _SECOND[number % len(_SECOND)]
        yield Death(number, call, WHEN[number % 2], again_after=after)
        yield Death(number, call, WHEN[(number + 1) % 2], again_after=after + number % 4)


@dataclass(slots=True)
class DyingCalls(Calls):
    """Calls at which invocations die; `struck` are those at which it was so, and when."""

    death: Death | None = None
    struck: list[tuple[Call, When]] = field(default_factory=list)

    @override
    @contextmanager
    def noted(self, port: str, verb: str, about: object = "", *, writes: bool) -> Iterator[None]:
        """Note the call, and die at it if it is its turn."""
        with Calls.noted(self, port, verb, about, writes=writes):
            death = self.death
            fatal = death is not None and self._is_fatal(death)
            if fatal and death is not None and death.when == "before":
                raise self._struck(death)
            yield
            if fatal and death is not None and death.when == "after":
                raise self._struck(death)

    def _is_fatal(self, death: Death) -> bool:
        number, struck = len(self.made), len(self.struck)
        if struck == 0:
            return number == death.number
        again = struck < death.times and self.made[-1] == death.call
        return again or (struck == 1 and number - death.number == death.again_after)

    def _struck(self, death: Death) -> Exception:
        self.struck.append((self.made[-1], death.when))
        return death.fault("failed on purpose")
