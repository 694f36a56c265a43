"""`python -m bench.plots RESULTS FOLDER`: draw every plot of the results as SVG."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt  # after the choice of what draws

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GOAL = "#c23030"
_ON_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # readable on a goal's line
_WHOLE = 100  # from here on nobody reads what stands behind the point
_COLOURS = (
    *("#1668a8", "#d9822b", "#7a8793", "#5b8c3a", "#c7a500", "#6b4fa0"),
    *("#2a9d8f", "#8c564b"),
)


def main(results: Path, folder: Path) -> None:
    """Draw every plot that the results tell of into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    mpl.rcParams.update({"svg.hashsalt": "vpc-peering", "font.size": 10, "axes.grid": True})
    mpl.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "grid.alpha": 0.3})
    for found in json.loads(results.read_text())["measurements"].values():
        for plot in found["plots"]:
            _draw(plot, folder)


def _draw(plot: Mapping[str, Any], folder: Path) -> None:
    if len(plot["lines"]) > len(_COLOURS):
        raise ValueError(f"{plot['name']} has more lines than there are colours")
    figure, axes = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
    (_bars if _named(plot) else _lines)(plot, axes)
    if not plot["logarithmic"]:
        axes.set_ylim(bottom=0)
    axes.set(title=plot["title"], xlabel=plot["x"], ylabel=plot["y"])
    figure.legend(frameon=False, loc="outside lower center", ncols=3)
    figure.savefig(folder / f"{plot['name']}.svg", metadata={"Date": None})
    plt.close(figure)


def _named(plot: Mapping[str, Any]) -> bool:
    return any(isinstance(x, str) for line in plot["lines"] for x, _ in line["points"])


def _lines(plot: Mapping[str, Any], axes: "Axes") -> None:
    for line, colour in zip(plot["lines"], _COLOURS, strict=False):
        axes.plot(*zip(*line["points"], strict=True), "o-", color=colour, label=line["name"])
    if goal := plot["goal"]:
        axes.plot(*zip(*goal["points"], strict=True), "--", color=_GOAL, label=goal["name"])
    if plot["logarithmic"]:
        axes.set(xscale="log", yscale="log")


def _bars(plot: Mapping[str, Any], axes: "Axes") -> None:
    names = list(dict.fromkeys(str(x) for line in plot["lines"] for x, _ in line["points"]))
    width = 0.8 / len(plot["lines"])
    for number, (line, colour) in enumerate(zip(plot["lines"], _COLOURS, strict=False)):
        at = [
            names.index(x) + (number - (len(plot["lines"]) - 1) / 2) * width
            for x, _ in line["points"]
        ]
        drawn = axes.bar(
            at, [y for _, y in line["points"]], width * 0.94, color=colour, label=line["name"]
        )
        axes.bar_label(drawn, fmt=_figure, fontsize=8, bbox=_ON_WHITE)
    if goal := plot["goal"]:
        at = [names.index(x) for x, _ in goal["points"]]
        left, right = ([x + half for x in at] for half in (-0.45, 0.45))
        most = [y for _, y in goal["points"]]
        axes.hlines(most, left, right, color=_GOAL, linestyle="--", label=goal["name"])
    axes.set_xticks(range(len(names)), names)
    axes.grid(visible=False, axis="x")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE else f"{value:.3g}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
