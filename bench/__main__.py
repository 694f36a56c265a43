"""`python -m bench [NAME…]`: take the measurements that are named, or all."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

_BEGAN = time.time()
ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "layers" / "peering"), str(ROOT)]

from bench.figures import Figure, Measured, Measurement  # noqa: E402  # the program lies in a layer
from bench.page import table  # noqa: E402  # likewise
from bench.record import keep, missed  # noqa: E402  # likewise
from bench.registry import MEASUREMENTS  # noqa: E402  # likewise
from localcloud.garbage import collect_seldom  # noqa: E402  # likewise
from localcloud.isolation import isolated  # noqa: E402  # likewise


def main(words: Sequence[str]) -> int:
    """Measure and write; answer 0 even where a goal is missed, because a figure is no check."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = ", ".join(one.name for one in MEASUREMENTS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all unless said: {names}")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "bench.json", metavar="FILE")
    asked = parser.parse_args(words)
    if unknown := set(asked.names) - {one.name for one in MEASUREMENTS}:
        parser.error(f"there is no measurement named {', '.join(sorted(unknown))}")
    chosen = [one for one in MEASUREMENTS if not asked.names or one.name in asked.names]
    console = Console()
    collect_seldom()  # what is measured runs in processes of its own
    with isolated(os.environ, sys.exit):
        for measurement in chosen:
            _measure(measurement, asked.to, console)
    if not asked.names:
        chosen.append(_WHOLE)
        keep(asked.to, _WHOLE, _WHOLE.run(), _seconds())
    if goals := missed(asked.to, chosen):
        console.print(f"Missed: {'; '.join(goals)}", markup=False)
    console.print(f"Written to {asked.to}", markup=False)
    return 0


def _seconds() -> float:
    """Since `make bench` was said, set-up and all; without make since this process began."""
    return time.time() - float(os.environ.get("BENCH_BEGAN", _BEGAN))


def _took() -> Measured:
    minutes = _seconds() / 60
    return Measured((Figure("The whole bench, set-up and all", minutes, "min", goal=15),))


_WHOLE = Measurement(name="bench", question="How long does all of it take?", run=_took)


def _measure(measurement: Measurement, to: Path, console: Console) -> None:
    with console.status(f"{measurement.name}: {measurement.question}"):
        began = time.perf_counter()
        measured = measurement.run()
        seconds = time.perf_counter() - began
    keep(to, measurement, measured, seconds)
    console.print(table(measurement.question, measured.figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
