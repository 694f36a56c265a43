"""SQS and Lambda as far as they matter here: receives, visibility, batches, workers, timeouts."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from peering.errors import LookAgainError, TryLaterError
from tests.world import DiedError, FakeClock

type Work = Callable[[], None]


@dataclass(order=True, slots=True)
class Message:
    """Work on a queue, and how often it was received."""

    due: datetime
    number: int
    work: Work = field(compare=False)
    receives: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Function:
    """A function behind its queue, as template.yaml has it."""

    timeout: timedelta
    workers: int
    batch: int = 10
    receives: int = 5

    @property
    def visibility(self) -> timedelta:
        """How long a message that was received is hidden."""
        return self.timeout * 6


@dataclass(slots=True)
class Queue:
    """A queue, the function behind it, and its dead letters."""

    function: Function
    clock: FakeClock
    waiting: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)
    failed: int = 0
    _numbers: "count[int]" = field(default_factory=count)
    _free: list[datetime] = field(default_factory=list)

    def send(self, work: Work, at: datetime) -> None:
        """Queue work that is due at that time."""
        heapq.heappush(self.waiting, Message(at, next(self._numbers), work))

    @property
    def next_start(self) -> datetime | None:
        """When a worker is free and a message is due."""
        if not self.waiting:
            return None
        if not self._free:
            self._free = [self.waiting[0].due] * self.function.workers
            heapq.heapify(self._free)
        return max(self._free[0], self.waiting[0].due)

    def invoke(self, until: Callable[[datetime], None]) -> None:
        """Let one worker work off one batch; *until* hears when it has to be done."""
        start = self.next_start
        if start is None:
            return
        heapq.heappop(self._free)
        self.clock.now = start
        batch: list[Message] = []
        while self.waiting and self.waiting[0].due <= start and len(batch) < self.function.batch:
            batch.append(heapq.heappop(self.waiting))
        until(start + self.function.timeout)
        failed = self._work_off(batch)
        for message in failed:
            self._put_back(message, start)
        heapq.heappush(self._free, min(self.clock.now, start + self.function.timeout))

    def _work_off(self, batch: Sequence[Message]) -> Sequence[Message]:
        failed: list[Message] = []
        for message in batch:
            try:
                message.work()
            except (TryLaterError, LookAgainError):
                failed.append(message)
            except DiedError:
                return batch  # Lambda reports nothing of an invocation that died
        return failed

    def _put_back(self, message: Message, received_at: datetime) -> None:
        self.failed += 1
        message.receives += 1
        if message.receives >= self.function.receives:
            self.dead.append(message)
            return
        message.due = received_at + self.function.visibility
        heapq.heappush(self.waiting, message)
