"""Simulated time for many threads: one runs, and to wait is to let the next in time run."""

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from threading import Event, Thread
from typing import override

from tests.world import FakeClock


class TurnsClock(FakeClock):
    """A clock for threads that take turns; only `run` lets them begin."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[datetime, int, Event]] = []
        self._numbers = count()

    @override
    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Let the time pass for this thread, and let all others do until then what they do."""
        until = self.now + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        mine = Event()
        heapq.heappush(self._waiting, (until, next(self._numbers), mine))
        self._next()
        mine.wait()

    def run(self, works: Sequence[Callable[[], None]]) -> None:
        """Run every work in a thread of its own, until all have ended. Raises the first error."""
        errors: list[BaseException] = []

        def turn(work: Callable[[], None], mine: Event) -> None:
            mine.wait()
            try:
                work()
            except BaseException as error:  # noqa: BLE001 # raised again by the thread that asked
                errors.append(error)
            finally:
                self._next()

        threads = []
        for work in works:
            mine = Event()
            heapq.heappush(self._waiting, (self.now, next(self._numbers), mine))
            threads.append(Thread(target=turn, args=(work, mine), daemon=True))
            threads[-1].start()
        self._next()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]

    def _next(self) -> None:
        if self._waiting:
            self.now, _, event = heapq.heappop(self._waiting)
            event.set()
