"""docs/security.md: each guard has a test, and the test is there."""

import ast
import re

import pytest

from tests.stacks.templates import ROOT

PAGE = (ROOT / "docs/security.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
ROWS = [
    line
    for line in PAGE.splitlines()
    if line.startswith("| ") and line != "| guard | test |"
]  # fmt: skip


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_test_of_a_guard_exists(file: str, name: str) -> None:
    parsed = ast.parse((ROOT / file).read_text())
    assert name in {node.name for node in parsed.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS)
def test_every_guard_has_a_test(row: str) -> None:
    *_, tests, _ = row.split("|")
    assert re.fullmatch(r"( `tests/[\w/]+\.py::\w+`)+ ", tests)


@pytest.mark.parametrize(
    "attacker",
    [
        "A stranger's request",
        "A forged event",
        "A compromised member account",
        "A compromised hub function",
        "A poisoned approvals change",
        "A scanner that follows links",
    ],
)
def test_every_attacker_is_named(attacker: str) -> None:
    section = PAGE.partition(f"## {attacker}\n")[2].partition("\n## ")[0]
    assert "`tests/" in section
