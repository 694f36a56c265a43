"""Break promises in a copy of the project, and see whether their tests turn red."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prove.promises.promise import ROOT, Break, Promise
from prove.promises.tried import Tried, tried
from prove.proof import Found

# Byte code comes along: Python takes it for files that are as they were, and for no other.
_LEFT = shutil.ignore_patterns(".*", "build", "node_modules")


def broken(promise: Promise, seed: int) -> Found:
    """Break the promise in every way; a violation where a test is not green before, red after."""
    with _copied() as copy:
        before = tried(copy, promise.tests, seed)
        violations = [
            f"{promise.name}: {test} is not green to begin with"
            for test in promise.tests
            if test not in before.green
        ]
        for one in promise.breaks:
            violations += [
                f"{promise.name}, {one.what}: {wrong}" for wrong in _after(one, copy, seed)
            ]
    return Found(len(promise.breaks), tuple(violations))


@contextmanager
def _copied() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=_LEFT, symlinks=True)
        yield copy


def _after(one: Break, copy: Path, seed: int) -> Iterator[str]:
    file = copy / one.file
    kept = file.read_text()
    try:
        file.write_text(one.applied(kept))
        yield from _too_good(one, tried(copy, one.tests, seed))
    except ValueError as error:
        yield str(error)
    finally:
        file.write_text(kept)


def _too_good(one: Break, after: Tried) -> Iterator[str]:
    for test in one.tests:
        if test in after.green:
            yield f"{test} stays green"
        elif test not in after.red:
            yield f"{test} could not be run: {after.said.strip().splitlines()[-1]}"
        elif after.clumsy(test):
            yield f"{test} is red because nothing works: {after.red[test]}"
