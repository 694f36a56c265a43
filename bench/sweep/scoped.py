"""What surveys of one scope took: the fastest of the rounds, as other work only slows one down."""

from dataclasses import dataclass

from bench.sweep.own_process import Took


@dataclass(frozen=True, slots=True)
class Scoped:
    """One scope with so many connections, and what surveying it took, round by round."""

    connections: int
    calls: int  # to EC2
    needed: int  # pages
    wrong: int  # connections queued in order, or out of order and not queued
    rounds: tuple[Took, ...]

    @property
    def seconds(self) -> float:
        """On the processor."""
        return min(took.seconds for took in self.rounds)

    @property
    def judging(self) -> float:
        """Of them in the core."""
        return min(took.triage_seconds for took in self.rounds)

    def each_beyond(self, fewer: "Scoped") -> float:
        """The processor time that each connection adds which is here and not there."""
        return (self.seconds - fewer.seconds) / (self.connections - fewer.connections)
