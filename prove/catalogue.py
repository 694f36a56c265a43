"""Proof 1: each failure of docs/failures.md is tried, by the tests of the catalogue."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from prove.proof import Found, Proof
from tests.catalogue.walk import walked

_TESTS = Path(__file__).parents[1] / "tests" / "catalogue"
_PIECES, _A_PIECE, _STEPS = 8, 25, 40  # walks on the local EC2


class _Listener:
    """Counts the tests that were run, and keeps a line of each that did not pass."""

    def __init__(self) -> None:
        self.cases = 0
        self.violations: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in one test's setup, call or teardown."""
        self.cases += report.when == "call"
        if report.failed or report.skipped:
            said = str(report.longrepr).strip().splitlines() or [report.outcome]
            self.violations.append(f"{report.nodeid} ({report.when}): {said[-1]}")


def run(piece: str, seed: int) -> Found:
    """Run one file of the catalogue, which leaves nothing to chance, or some walks from *seed*."""
    name, _, number = piece.partition(" ")
    return _walks(seed + int(number) * _A_PIECE) if number else _tests(name)


def _walks(first: int) -> Found:
    violations = []
    for seed in range(first, first + _A_PIECE):
        wrong, done = walked(seed, _STEPS)
        violations += [f"walk {seed}: {one}, after {', '.join(done)}" for one in wrong]
    return Found(_A_PIECE, tuple(violations))


def _tests(piece: str) -> Found:
    listener = _Listener()
    file = _TESTS / f"{piece}.py"
    with redirect_stdout(StringIO()):  # the runner shows how far it is
        code = pytest.main(["-q", "-n0", str(file)], plugins=[listener])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        listener.violations.append(f"{piece}: pytest ended with {pytest.ExitCode(code).name}")
    return Found(listener.cases, tuple(listener.violations))


CATALOGUE = Proof(
    name="catalogue",
    promise="whatever goes wrong, the program does what docs/failures.md says",
    pieces=(
        *sorted(path.stem for path in _TESTS.glob("test_*.py")),
        *(f"walks {number}" for number in range(_PIECES)),
    ),
    run=run,
)
