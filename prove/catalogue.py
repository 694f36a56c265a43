"""Proof 1: each failure of docs/failures.md is tried, by the tests of the catalogue."""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from prove.proof import Found, Proof

_TESTS = Path(__file__).parents[1] / "tests" / "catalogue"


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
    """Run one file of the catalogue; it leaves nothing to chance, so *seed* means nothing."""
    del seed
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
    pieces=tuple(sorted(path.stem for path in _TESTS.glob("test_*.py"))),
    run=run,
)
