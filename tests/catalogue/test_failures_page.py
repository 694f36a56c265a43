"""docs/failures.md names a test for each entry, and every test of the catalogue."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
ROW = re.compile(r"^\| (?P<entry>.+?) \| (?P<answer>.+?) \| (?P<tests>.*) \|$")
NAMED = re.compile(r"`(\w+)::(\w+)`")


def rows() -> list[re.Match[str]]:
    """Every entry of the page."""
    lines = (ROOT / "docs" / "failures.md").read_text().splitlines()
    found = [row for row in map(ROW.match, lines) if row]
    return [row for row in found if row["entry"] != "what happens"]


def catalogued() -> set[tuple[str, str]]:
    """Every test of the catalogue but these, by file and name."""
    return {
        (path.stem, node.name)
        for path in HERE.glob("test_*.py")
        if path != Path(__file__)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["entry"][:60])
def test_an_entry_has_an_answer_and_tests_that_are_there(row: re.Match[str]) -> None:
    named = NAMED.findall(row["tests"])

    assert row["answer"]
    assert named
    assert set(named) <= catalogued()


def test_every_test_of_the_catalogue_is_on_the_page() -> None:
    named = {test for row in rows() for test in NAMED.findall(row["tests"])}

    assert catalogued() == named
