"""The explanations of what survives mutation stand, and mutants are what mutmut is told of."""

import ast
from pathlib import Path

from prove.teeth import proof
from prove.teeth.mutants import Mutant
from prove.teeth.proof import explained
from prove.teeth.tree import ROOT, laid_out

CORE = ROOT / "layers" / "peering" / "peering" / "core"


def test_every_explained_survivor_is_of_a_function_that_is_there_and_of_lines_that_it_has() -> None:
    assert explained()
    for function, change in explained():
        module = CORE / f"{function.removeprefix('peering.core.').partition('.')[0]}.py"
        source = "\n".join(line.strip() for line in module.read_text().splitlines())
        assert f"def {function.rpartition('.')[2]}(" in source
        for line in change.splitlines():
            if line.startswith("- "):
                assert line.removeprefix("- ") in source, function


def test_mutants_are_named_for_what_they_change() -> None:
    assert Mutant("peering.core.room.x_within_quota__mutmut_3", noticed=True).function == (
        "peering.core.room.within_quota"
    )
    assert Mutant("peering.core.triage.xǁTriagerǁ_sort_one__mutmut_12", noticed=True).function == (
        "peering.core.triage.Triager._sort_one"
    )


def test_the_tree_has_the_program_with_its_dataclasses_made_after_them(tmp_path: Path) -> None:
    tree = laid_out("a state", tmp_path / "teeth")

    text = (tree / "src/peering/core/triage.py").read_text()
    triager = next(
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef) and node.name == "Triager"
    )
    assert triager.decorator_list == []
    assert "Triager = dataclass(frozen=True, slots=True)(Triager)" in text
    assert (tree / "tests/core/test_triage.py").exists()


def test_too_few_noticed_are_a_violation() -> None:
    assert list(proof.too_few(94.9))
    assert not list(proof.too_few(95.0))
