"""What is proved so far, in a file that an interrupted run goes on with."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from prove.proof import Found, Proof

ROOT = Path(__file__).parents[1]
SCHEMA = Path(__file__).with_name("prove.schema.json")


class Told(TypedDict):
    """A finished piece, as it stands in the file; or the sum of them."""

    cases: int
    violations: list[str]
    measures: dict[str, float]
    seconds: float


class ToldProof(Told):
    """A proof, as it stands in the file."""

    name: str
    promise: str
    finished: bool
    pieces: dict[str, Told]


@dataclass(slots=True)
class Record:
    """The file of one state of the code and one seed; what it tells of any other is dropped."""

    path: Path
    commit: str
    seed: int
    pieces: dict[str, dict[str, Told]] = field(default_factory=dict)
    _resumed: dict[str, ToldProof] = field(default_factory=dict)

    def resume(self) -> None:
        """Take over what the file tells of the same code and the same seed."""
        if not self.path.exists():
            return
        told = json.loads(self.path.read_text())
        if (told.get("commit"), told.get("seed")) == (self.commit, self.seed):
            self._resumed = {proof["name"]: proof for proof in told["proofs"]}
            self.pieces = {name: proof["pieces"] for name, proof in self._resumed.items()}

    def missing(self, proof: Proof) -> list[str]:
        """The pieces that are not finished yet."""
        return [piece for piece in proof.pieces if piece not in self.pieces.get(proof.name, {})]

    def keep(self, proof: Proof, piece: str, found: Found, seconds: float) -> None:
        """Add a finished piece."""
        self.pieces.setdefault(proof.name, {})[piece] = {
            "cases": found.cases,
            "violations": list(found.violations),
            "measures": dict(found.measures),
            "seconds": round(seconds, 2),
        }

    def told(self, proof: Proof) -> ToldProof:
        """One proof as it stands now: the sum of its finished pieces."""
        pieces = self.pieces.get(proof.name, {})
        done = [told for name, told in pieces.items() if name in proof.pieces]
        return {
            "name": proof.name,
            "promise": proof.promise,
            "finished": not self.missing(proof),
            "cases": sum(told["cases"] for told in done),
            "violations": [line for told in done for line in told["violations"]],
            "measures": {key: value for told in done for key, value in told["measures"].items()},
            "seconds": round(sum(told["seconds"] for told in done), 2),
            "pieces": pieces,
        }

    def write(self, proofs: Sequence[Proof]) -> None:
        """Write the file, all at once, so that an interruption leaves a whole one.

        What it told of other proofs it goes on telling.
        """
        now = {proof.name: self.told(proof) for proof in proofs}
        others = [proof for name, proof in self._resumed.items() if name not in now]
        told = {"commit": self.commit, "seed": self.seed, "proofs": [*now.values(), *others]}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(told, indent=2) + "\n")
        beside.replace(self.path)


def commit() -> str:
    """Name the state of the code: the commit, and a digest of what is not committed."""
    changes = _git("diff", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
    head = _git("rev-parse", "HEAD").strip()
    return f"{head}+{sha256(changes.encode()).hexdigest()[:12]}" if changes else head


def _git(*words: str) -> str:
    command = ["git", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603  # our own words
