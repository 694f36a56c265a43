"""What a measurement tells: figures with their goal, floor and peers, and plots of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the program's, in its unit.

    `goal` is the most it may be, or the least where `more_is_better`; `floor` is what nobody can
    do better; `peers` are others' figures, measured in the same run. `note` says what a reader
    has to know: why a goal was missed and what was tried, or what was counted.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    floor: float | None = None
    peers: Mapping[str, float] = field(default_factory=dict)
    more_is_better: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plot, or one group of its bars: points by x."""

    name: str
    points: tuple[tuple[float | str, float], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: lines where x is a number, bars where it is a name; `goal` has the same x."""

    name: str  # of the file
    title: str
    x: str
    y: str
    lines: tuple[Line, ...]
    goal: Line | None = None
    logarithmic: bool = False  # both axes


@dataclass(frozen=True, slots=True)
class Measured:
    """All that one measurement found out."""

    figures: tuple[Figure, ...]
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """One question, and how it is answered."""

    name: str
    question: str
    run: Callable[[], Measured]
