"""`python -m prove.promises [NAME…]`: break each promise, and see its tests turn red.

`make broken` runs it, in a copy of the project: the checkout is left alone.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

from prove.promises.breaking import broken  # noqa: E402  # found by its path
from prove.promises.page import PAGE, page  # noqa: E402  # likewise
from prove.promises.promise import Promise, promises  # noqa: E402  # likewise

_SEED = 20261120


def main(words: Sequence[str]) -> int:
    """Print a line for each promise; 1 if the tests of one don't hold it."""
    parser = argparse.ArgumentParser(prog="python -m prove.promises", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a promise; all unless said")
    parser.add_argument("--page", action="store_true", help="write docs/promises.md instead")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(words)
    if asked.page:
        PAGE.write_text(page())
        return 0
    if unknown := set(asked.names) - promises().keys():
        parser.error(f"there is no promise named {', '.join(sorted(unknown))}")
    some = [one for name, one in promises().items() if not asked.names or name in asked.names]
    with ThreadPoolExecutor(asked.processes) as pool:  # each waits for a process of its own
        held = list(pool.map(_told, some))
    sys.stdout.write(f"{sum(held)} of {len(held)} promises are held by their tests\n")
    return 0 if all(held) else 1


def _told(promise: Promise) -> bool:
    began = time.perf_counter()
    found = broken(promise, _SEED)
    verdict = "NOT HELD" if found.violations else "held"
    took = time.perf_counter() - began
    counts = f"{found.cases} breaks, {len(promise.tests)} tests, {took:.0f} s"
    lines = [f"{verdict:<8} {promise.name:<34} {counts}", *found.violations]
    sys.stdout.write("\n         ".join(lines) + "\n")
    sys.stdout.flush()
    return not found.violations


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
