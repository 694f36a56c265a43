"""What became of each mutant, as mutmut keeps it beside the mutated files."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prove.teeth.tree import CORE

_SURVIVED, _NO_TESTS = 0, 33  # mutmut's exit codes; every other one is a test that noticed


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of one function, and whether some test noticed it."""

    name: str
    noticed: bool

    @property
    def function(self) -> str:
        """The function that was changed, by its full name."""
        whole = self.name.rpartition("__mutmut_")[0]
        module, _, mangled = whole.rpartition(".")
        return f"{module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def mutate(tree: Path, children: int) -> None:
    """Make all mutants, and run the tests of each that has not been tried yet."""
    asked = (sys.executable, "-m", "mutmut", "run", "--max-children", str(children))
    with (tree / "mutmut.log").open("wb") as log:
        ended = subprocess.run(  # noqa: S603 # our own words
            asked, cwd=tree, stdout=log, stderr=subprocess.STDOUT, check=False
        )
    if ended.returncode:
        last = (tree / "mutmut.log").read_text(errors="replace").splitlines()[-3:]
        raise RuntimeError(f"mutmut ended with {ended.returncode}: {' | '.join(last)}")


def mutants(tree: Path) -> Iterator[Mutant]:
    """Every mutant that was tried. Raises RuntimeError for one that was not."""
    for kept in sorted((tree / "mutants" / CORE).glob("*.meta")):
        for name, code in json.loads(kept.read_text())["exit_code_by_key"].items():
            if code is None:
                raise RuntimeError(f"{name} was not tried")
            yield Mutant(name, noticed=code not in (_SURVIVED, _NO_TESTS))


def change(tree: Path, mutant: Mutant) -> str:
    """The lines that it takes away and adds, each with its sign, without their indentation."""
    shown = subprocess.run(  # noqa: S603 # our own words
        (sys.executable, "-m", "mutmut", "show", mutant.name),
        cwd=tree,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    signed = [line for line in shown.splitlines() if line[:1] in "-+" and line[:3] not in _HEADS]
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in signed)


_HEADS = frozenset({"---", "+++"})
