"""Why goals are missed, and what was tried: bench/missed.toml, kept by hand."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from bench.figures import Figure

_FILE = Path(__file__).with_suffix(".toml")


class UnexplainedError(Exception):
    """A goal is missed and nobody has said why, or what is explained does not exist."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why figures of that name, which may hold a *, miss their goal, and what was tried."""

    measurement: str
    figure: str
    why: str
    tried: str


def reasons(file: Path = _FILE) -> tuple[Reason, ...]:
    """Every reason that was written down."""
    return tuple(Reason(**told) for told in tomllib.loads(file.read_text()).get("missed", ()))


def explained(
    measured: Mapping[str, Sequence[Figure]], known: Sequence[Reason]
) -> dict[str, list[Figure]]:
    """The figures of each measurement, those that miss their goal with the reason in their note.

    Raises UnexplainedError.
    """
    for reason in known:
        figures = measured.get(reason.measurement)
        if figures and not any(fnmatchcase(figure.name, reason.figure) for figure in figures):
            raise UnexplainedError(f"{reason.measurement} has no figure '{reason.figure}'")
    return {
        name: [_explained(name, figure, known) for figure in figures]
        for name, figures in measured.items()
    }


def _explained(measurement: str, figure: Figure, known: Sequence[Reason]) -> Figure:
    if figure.met is not False:
        return figure
    for reason in known:
        if reason.measurement == measurement and fnmatchcase(figure.name, reason.figure):
            words = f"{figure.note} Missed: {reason.why} Tried: {reason.tried}"
            return replace(figure, note=words.strip())
    raise UnexplainedError(
        f"{measurement}: '{figure.name}' misses its goal, and {_FILE} says not why"
    )
