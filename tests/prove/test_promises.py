"""The promises' breaks still apply, and name tests that are there; one of each kind is made."""

import ast
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from prove.promises.breaking import broken
from prove.promises.page import PAGE, page
from prove.promises.promise import ROOT, Break, Promise, promises
from prove.registry import PROOFS

BREAKS = [(name, one) for name, promise in promises().items() for one in promise.breaks]


@cache
def named_in(file: Path) -> frozenset[str]:
    parsed = ast.parse(file.read_text())
    return frozenset(node.name for node in parsed.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("name", "one"), BREAKS, ids=lambda told: str(getattr(told, "what", told)))
def test_a_break_applies_to_the_program_as_it_is_and_names_tests_that_are_there(
    name: str, one: Break
) -> None:
    ast.parse(one.applied((ROOT / one.file).read_text()))

    assert one.tests, name
    for test in one.tests:
        file, _, function = test.partition("::")
        assert function in named_in(ROOT / file), test


def test_every_promise_is_broken_and_the_proofs_that_it_names_are_there() -> None:
    proofs = {proof.name for proof in PROOFS}
    for promise in promises().values():
        assert promise.breaks, promise.name
        assert set(promise.proofs) <= proofs, promise.name


def test_the_page_is_what_the_promises_say() -> None:
    assert PAGE.read_text() == page(), "python -m prove.promises --page"


def test_a_break_that_turns_its_tests_red_holds_and_one_that_does_not_is_a_violation() -> None:
    first = promises()["until-ends-accepting"].breaks[0]
    held = replace(first, tests=first.tests[:1])
    toothless = replace(
        held,
        what="nothing changes",
        text="return not self.mismatches",
        becomes="return not (self.mismatches)",
    )

    (violation,) = broken(Promise("both", "", (), (held, toothless)), 0).violations

    assert violation.startswith("both, nothing changes: ")
    assert violation.endswith(" stays green")
