"""Figures as people read them: a table in the terminal, and one in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from bench.figures import Figure

_COLUMNS = ("what", "measured", "goal", "floor", "peers")


def table(question: str, figures: Sequence[Figure]) -> Table:
    """Lay one measurement's figures out for a terminal."""
    laid = Table(*_COLUMNS, "", title=question, title_justify="left")
    for figure in figures:
        met = {None: "", True: "✓", False: "✗"}[figure.met]
        laid.add_row(*_cells(figure), met)
    return laid


def markdown(figures: Sequence[Figure]) -> Iterator[str]:
    """Lay the same out for a page; what missed its goal is set in bold, and notes follow."""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "|---" * len(_COLUMNS) + "|"
    for figure in figures:
        what, measured, *others = _cells(figure)
        said = f"**{measured} (missed)**" if figure.met is False else measured
        yield f"| {' | '.join((what, said, *others))} |"
    for figure in figures:
        if figure.note:
            yield ""
            yield f"*{figure.name}*: {figure.note}"


def figure_of(told: Mapping[str, Any]) -> Figure:
    """Read a figure back from `build/bench.json`."""
    return Figure(**{key: value for key, value in told.items() if key != "met"})


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    bound = "≥" if figure.more_is_better else "≤"
    return (
        figure.name,
        f"{number(figure.value)} {figure.unit}",
        "" if figure.goal is None else f"{bound} {number(figure.goal)}",
        "" if figure.floor is None else number(figure.floor),
        ", ".join(f"{name} {number(value)}" for name, value in figure.peers.items()),
    )


def number(value: float) -> str:
    """Write a number with three significant digits, or whole where it is whole."""
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004  # three digits
