"""Breaks both templates' policies, one thing at a time, and shows that the proof turns red.

`make permissions` runs it. Each change is told with what the proof finds, which test_policies.py
asserts; at the end pytest itself runs on changed copies of the project.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.permissions.changes import Change, additions, removals, unguarded
from tests.permissions.copied import tested
from tests.permissions.evaluator import evaluator, missing
from tests.permissions.exceptions import explained
from tests.permissions.policies import TERMS
from tests.permissions.proof import Proof
from tests.permissions.recorded import recorded
from tests.permissions.stack import Json
from tests.stacks.templates import hub, member

_NOBODY = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change, and what the proof says of templates that were changed so."""

    name: str
    changes: Callable[[Json], Iterator[Change]]
    finds: Callable[[Proof, str], list[str]]


KINDS = (
    Kind("a permission more", additions, Proof.unused),
    Kind("a permission less", removals, lambda proof, _: proof.denied()),
    Kind("a guard less", unguarded, lambda proof, _: proof.let_through()),
)


def main() -> int:
    """Print a line for each change; 1 if one that has no reason stays unnoticed."""
    if lacks := missing():
        sys.stderr.write(f"{lacks}\n")
        return 2
    os.environ.update(_NOBODY)
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, evaluator() as iam:
        proof = Proof(hub(), member(), recorded(Path(folder)), iam)
        for terms in TERMS:
            for line in broken(replace(proof, terms=terms)):
                told[line.split(maxsplit=1)[0]] += 1
                sys.stdout.write(f"{line}\n")
        for line in through_pytest(proof):
            told[line.split(maxsplit=1)[0]] += 1
            sys.stdout.write(f"{line}\n")
    sys.stdout.write(", ".join(f"{count} {word}" for word, count in told.items()) + "\n")
    return 1 if told["UNNOTICED"] else 0


def broken(proof: Proof) -> Iterator[str]:
    """A line for each change that there is for the templates."""
    for kind in KINDS:
        for change, changed in proof.changed(kind.changes):
            found = [what for what in kind.finds(changed, change.resource) if not explained(what)]
            verdict = "red" if found else "explained" if explained(change.what) else "UNNOTICED"
            because = found[0] if found else ""
            yield f"{verdict:<10} {proof.terms!s:<28} {kind.name:<18} {change.what:<70} {because}"


def through_pytest(proof: Proof) -> Iterator[str]:
    """A line for one change of each kind: what the tests say of a copy that is changed so."""
    code, summary = tested(proof.hub, proof.member)
    yield f"{'green' if code == 0 else 'UNNOTICED':<10} pytest on an unchanged copy: {summary}"
    for kind in KINDS:
        change, changed = next(proof.changed(kind.changes))
        code, summary = tested(changed.hub, changed.member)
        verdict = "red" if code == 1 else "UNNOTICED"
        yield f"{verdict:<10} pytest on a copy with {kind.name}, {change.what}: {summary}"


if __name__ == "__main__":
    sys.exit(main())
