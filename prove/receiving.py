"""The program behind queues that give up: what fails too often is a dead letter."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import override

from peering.errors import RefusedError
from peering.notify import Notify
from tests.usecases.program import Program

MAX_RECEIVE_COUNT = 5  # of every queue in template.yaml


@dataclass(slots=True)
class ReceivingProgram(Program):
    """Delivers each message as often as SQS would, and no more."""

    received: Counter[int] = field(default_factory=Counter)
    dead_letters: list[Callable[[], None]] = field(default_factory=list)
    delivering: Callable[[], None] | None = None
    _notified: int = 0
    _known: list[Callable[[], None]] = field(default_factory=list)  # so that no id is used twice

    @override
    def deliver(self, deliver: Callable[[], None]) -> None:
        if id(deliver) not in self.received:
            self._known.append(deliver)
        self.received[id(deliver)] += 1
        self.delivering = deliver
        try:
            Program.deliver(self, deliver)  # super() misses a class with slots
        except RefusedError:  # reception lets SQS deliver again whatever fails
            self._redelivered.append(deliver)
        failed = any(again is deliver for again in self._redelivered)
        if failed and self.received[id(deliver)] >= MAX_RECEIVE_COUNT:
            self._redelivered = [again for again in self._redelivered if again is not deliver]
            self.dead_letters.append(deliver)

    @override
    def deliveries(self) -> Iterator[tuple[timedelta, Callable[[], None]]]:
        """Everything that is to be delivered, also to notify, which hears of all announcements."""
        yield from Program.deliveries(self)
        announced = self.world.bus.announcements[self._notified :]
        self._notified = len(self.world.bus.announcements)
        notify = Notify(self.world.topic, self.world.reporter)
        yield from ((timedelta(), partial(notify, announcement)) for announcement in announced)

    def deliver_twice_at_once(self) -> None:
        """Let another invocation work off the message that is being delivered, in the midst of it.

        SQS may deliver twice, and two invocations run at the same time.
        """
        if self.delivering is not None:
            here = self.delivering
            self.deliver(partial(here))
            self.delivering = here

    def redrive(self) -> None:
        """Let a person send the dead letters back to their queues, as the alarm asks."""
        again, self.dead_letters = self.dead_letters, []
        for deliver in again:
            self.received[id(deliver)] = 0
        self._redelivered += again
        self.run()
