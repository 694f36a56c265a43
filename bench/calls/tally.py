"""Calls to EC2 and STS, by kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.heard import Ask


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls by kind: sessions are AssumeRole, reads change nothing."""

    sessions: int
    reads: int
    writes: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.sessions + self.reads + self.writes

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.sessions + other.sessions, self.reads + other.reads, self.writes + other.writes
        )


def tally_of(asks: Iterable[Ask]) -> Tally:
    """Count what was asked of EC2 and STS."""
    return tally([ask.action for ask in asks if ask.service in {"ec2", "sts"}])


def tally(actions: Sequence[str]) -> Tally:
    """Count actions by their kind."""
    sessions = sum(action == "AssumeRole" for action in actions)
    reads = sum(action.startswith("Describe") for action in actions)
    return Tally(sessions, reads, len(actions) - sessions - reads)
