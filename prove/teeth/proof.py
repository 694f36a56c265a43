"""The proof that every small change of the core turns some test red, or changes nothing."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

from prove.proof import Found, Proof
from prove.record import commit
from prove.teeth.mutants import Mutant, change, mutants, mutate
from prove.teeth.tree import laid_out

SURVIVORS = Path(__file__).with_name("survivors.toml")
_LEAST = 95.0  # per cent of all mutants that tests have to notice, whatever is explained


def run(piece: str, seed: int) -> Found:
    """Mutate the core. Nothing of it is drawn by chance."""
    del piece, seed
    tree = laid_out(commit())
    mutate(tree, children=os.cpu_count() or 1)
    tried = tuple(mutants(tree))
    survivors = {mutant: change(tree, mutant) for mutant in tried if not mutant.noticed}
    noticed = 100 * (1 - len(survivors) / len(tried))
    violations = (*_unexplained(survivors), *too_few(noticed))
    measures = {"killed, per cent": round(noticed, 2), "survivors, explained": len(survivors)}
    return Found(len(tried), violations, measures)


def explained() -> frozenset[tuple[str, str]]:
    """Every survivor that somebody has looked at, by its function and what it changes."""
    told = tomllib.loads(SURVIVORS.read_text())
    return frozenset(
        (one["function"], change.strip()) for one in told["survivor"] for change in one["changes"]
    )


def _unexplained(survivors: dict[Mutant, str]) -> Iterator[str]:
    known = explained()
    for mutant, changed in survivors.items():
        if (mutant.function, changed) not in known:
            yield f"{mutant.name} turns no test red: {changed.replace('\n', ' ')}"


def too_few(noticed: float) -> Iterator[str]:
    """Say so if tests notice less than they have to, whatever is explained."""
    if noticed < _LEAST:
        yield f"{noticed:.2f} per cent of the mutants turn a test red, not {_LEAST:.0f}"


TEETH = Proof(
    name="teeth",
    promise="every small change of the core turns some test red, but for those that change "
    "nothing, each of which is explained",
    pieces=("core",),
    run=run,
)
