"""What pytest says of some tests in a copy of the project."""

import os
import re
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

_LINE = re.compile(
    r"^(?P<outcome>PASSED|FAILED|ERROR) (?P<test>tests/[\w/]+\.py::\w+)"
    r"(?:\[.*?\])?(?: - (?P<why>.*))?$"
)
# What a change raises that broke the program and not a promise.
_CLUMSY = ("AttributeError", "ImportError", "NameError", "SyntaxError", "TypeError", "Unbound")


@dataclass(frozen=True, slots=True)
class Tried:
    """The outcome of each test, worst first where it has parameters; `said` is all of it."""

    green: frozenset[str]
    red: Mapping[str, str]
    said: str

    def clumsy(self, test: str) -> bool:
        """Tell whether the test is red because nothing works at all."""
        return self.red[test].startswith(_CLUMSY)


def tried(copy: Path, tests: Collection[str], seed: int) -> Tried:
    """Run these tests in *copy*, whose program is the one that they test."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    ended = subprocess.run(  # noqa: S603 # our own tests
        [
            *(sys.executable, "-B", "-m", "pytest", "-q", "-n0", "-rpfE", "--tb=no"),
            *("-p", "no:cacheprovider", f"--hypothesis-seed={seed}", *tests),
        ],
        cwd=copy,
        env=environment | {"COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )
    return _read(ended.stdout + ended.stderr)


def _read(said: str) -> Tried:
    lines = [found for found in map(_LINE.match, said.splitlines()) if found]
    red = {line["test"]: line["why"] or "" for line in lines if line["outcome"] == "FAILED"}
    broken = {line["test"] for line in lines if line["outcome"] == "ERROR"}
    passed = {line["test"] for line in lines if line["outcome"] == "PASSED"}
    return Tried(frozenset(passed - red.keys() - broken), red, said)
