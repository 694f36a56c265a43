"""A real IAM policy evaluator: npm's @cloud-copilot/iam-simulate, in a node process of ours.

https://github.com/cloud-copilot/iam-simulate
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
ALLOWED = "Allowed"


def missing() -> str:
    """Say what is not there that the evaluator needs; nothing if all is."""
    if shutil.which("node") is None:
        return "node is not installed, so policies cannot be evaluated"
    if not (HERE / "node_modules").is_dir():
        return "the policy evaluator is not installed: run `make setup` where npm is"
    return ""


class SimulationError(Exception):
    """The evaluator did not take a simulation: its policies or its request are not IAM's."""


class Evaluator:
    """Decides as IAM would, and remembers what it decided."""

    def __init__(self, asked: IO[str], told: IO[str]) -> None:
        """Speak to a node process over its two pipes."""
        self._asked = asked
        self._told = told
        self._decided: dict[str, str] = {}

    def decide(self, simulation: Mapping[str, Any]) -> str:
        """`Allowed`, `ImplicitlyDenied` or `ExplicitlyDenied`. Raises SimulationError."""
        line = json.dumps(simulation, sort_keys=True)
        if line not in self._decided:
            self._asked.write(line + "\n")
            self._asked.flush()
            answer = json.loads(self._told.readline())
            if "error" in answer:
                raise SimulationError(f"{answer['error']}: {line}")
            self._decided[line] = answer["decision"]
        return self._decided[line]


@contextmanager
def evaluator() -> Iterator[Evaluator]:
    """An evaluator for as long as the `with` lasts."""
    node = shutil.which("node") or "node"
    with subprocess.Popen(  # noqa: S603 # our own script
        [node, str(HERE / "simulate.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Evaluator(process.stdin, process.stdout)
        process.stdin.close()
