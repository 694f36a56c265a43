"""The program behind queues that give up: what fails too often is a dead letter."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import override

from peering.errors import RefusedError
from tests.usecases.program import Program

MAX_RECEIVE_COUNT = 5  # of every queue in template.yaml


@dataclass(slots=True)
class ReceivingProgram(Program):
    """Delivers each message as often as SQS would, and no more."""

    received: Counter[int] = field(default_factory=Counter)
    dead_letters: list[Callable[[], None]] = field(default_factory=list)
    _known: list[Callable[[], None]] = field(default_factory=list)  # so that no id is used twice

    @override
    def deliver(self, deliver: Callable[[], None]) -> None:
        if id(deliver) not in self.received:
            self._known.append(deliver)
        self.received[id(deliver)] += 1
        try:
            Program.deliver(self, deliver)  # super() misses a class with slots
        except RefusedError:  # reception lets SQS deliver again whatever fails
            self._redelivered.append(deliver)
        failed = any(again is deliver for again in self._redelivered)
        if failed and self.received[id(deliver)] >= MAX_RECEIVE_COUNT:
            self._redelivered = [again for again in self._redelivered if again is not deliver]
            self.dead_letters.append(deliver)

    def redrive(self) -> None:
        """Let a person send the dead letters back to their queues, as the alarm asks."""
        again, self.dead_letters = self.dead_letters, []
        for deliver in again:
            self.received[id(deliver)] = 0
        self._redelivered += again
        self.run()
