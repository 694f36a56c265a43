"""What a proof is: a promise, pieces of work that try to break it, and what they found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """What one piece of a proof found out.

    A violation is one line that is enough to see it again: what was tried, with which seed, and
    what became of it. `measures` are figures of the last word, such as a mutation score.
    """

    cases: int
    violations: tuple[str, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)

    def __add__(self, other: "Found") -> "Found":
        """Both together."""
        return Found(
            self.cases + other.cases,
            self.violations + other.violations,
            {**self.measures, **other.measures},
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """One promise, and the pieces of work that try to break it.

    Pieces run in processes of their own, in any order, and each is kept once it is finished.
    `run` takes a piece's name and the seed; it is a function of a module, so that it can be sent.
    """

    name: str
    promise: str
    pieces: tuple[str, ...]
    run: Callable[[str, int], Found]
