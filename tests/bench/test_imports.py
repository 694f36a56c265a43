"""A function starts with what it needs, and with nothing that only looks harmless."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stacks.templates import FUNCTIONS, ROOT

# boto3 adds resources that nobody uses, but Powertools' idempotency is made with it; Powertools'
# parser models the records of every service.
UNWANTED = ("boto3", "aws_lambda_powertools.utilities.parser")
NEEDED = {"notify": ("boto3",)}
MOST = {"sweep": 650}
RUNTIME = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"}


def imported(name: str, folder: Path) -> list[str]:
    """Every module that is there once the function's own is imported in a process of its own.

    It has no environment, and begins in *folder*: to import a function asks for neither.
    """
    paths = [str(ROOT), str(ROOT / "layers" / "peering")]
    code = (
        f"import sys, json; sys.path[:0] = {paths}; import functions.{name}.app; "
        "json.dump(sorted(sys.modules), sys.stdout)"
    )
    told = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PATH": os.defpath},
        check=True,
        capture_output=True,
        text=True,
    )
    modules: list[str] = json.loads(told.stdout)
    return modules


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_imports_what_it_needs_and_no_more(name: str, tmp_path: Path) -> None:
    modules = imported(name, tmp_path)

    unwanted = tuple(one for one in UNWANTED if one not in NEEDED.get(name, ()))
    assert [module for module in modules if module.startswith(unwanted)] == []
    assert len(modules) <= MOST.get(name, 700)


@pytest.mark.parametrize(("set_by_lambda", "collects"), [({}, True), (RUNTIME, False)])
def test_garbage_waits_for_the_start_in_lambda_and_nowhere_else(
    set_by_lambda: dict[str, str], *, collects: bool
) -> None:
    code = "import gc, peering.bootstrap; print(gc.isenabled())"
    told = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "layers" / "peering")} | set_by_lambda,
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == str(collects)
