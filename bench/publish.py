"""`python -m bench.publish`: bring `build/bench.json` into docs/performance.md, plots and all.

Each measurement has a place of its own on the page, between two comments with its name; the
words around it are written by hand.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.missed import explained, reasons
from bench.page import figure_of, markdown

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "bench.json"
PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "plots"
PLOTTER = ROOT / ".venv-bench" / "bin" / "python"  # matplotlib lives apart, see the Makefile


def main() -> None:
    """Draw the plots, and write each measurement's figures into its place."""
    told = json.loads(RESULTS.read_text())
    measured = told["measurements"]
    figures = explained({n: _figures(found) for n, found in measured.items()}, reasons())
    machine = told["machine"] | {"commit": only_commit(measured)}
    subprocess.run(  # noqa: S603  # our own words
        [PLOTTER, "-m", "bench.plots", str(RESULTS), str(PLOTS)], cwd=ROOT, check=True
    )
    page = PAGE.read_text()
    for name, found in measured.items():
        page = put(page, name, "\n".join(_section(figures[name], found["plots"])))
    page = put(page, "machine", ", ".join(f"{k} {v}" for k, v in machine.items()) + ".")
    PAGE.write_text(page)


def only_commit(measured: Mapping[str, Any]) -> str:
    """The code that all was measured on. Raises ValueError if that is not one and the same."""
    commits = {found["commit"] for found in measured.values()}
    if len(commits) != 1:
        raise ValueError(f"{RESULTS} mixes {', '.join(sorted(commits))}: measure all of it anew")
    return str(commits.pop())


def put(page: str, name: str, text: str) -> str:
    """Put *text* into the place of that name. Raises ValueError where there is none."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
    if not place.search(page):
        raise ValueError(f"docs/performance.md has no place <!-- {name} --> … <!-- /{name} -->")
    return place.sub(lambda found: found[1] + text + found[2], page)


def _figures(found: Mapping[str, Any]) -> list[Figure]:
    return [figure_of(told) for told in found["figures"]]


def _section(figures: Sequence[Figure], plots: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from markdown(figures)
    for plot in plots:
        yield ""
        yield f"![{plot['title']}](plots/{plot['name']}.svg)"


if __name__ == "__main__":
    main()
