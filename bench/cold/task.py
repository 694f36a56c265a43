"""One invocation's work, and how to see that it was done."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """An event, and what has to be found afterwards, given the answer and the log's lines.

    A figure of a function that did nothing, or something else, would be worth nothing.
    """

    event: object
    find: Callable[[Any, list[Line]], object]
    expected: object

    def check(self, answer: object, log: Path) -> None:
        """Look whether the work was done. Raises RuntimeError if it was not."""
        found = self.find(answer, lines(log))
        if found != self.expected:
            raise RuntimeError(f"{found} was found, and not {self.expected}, after {self.event}")


def lines(log: Path) -> list[Line]:
    """What the program itself has logged."""
    return [
        json.loads(line) for line in log.read_text().splitlines() if line.startswith('{"level"')
    ]
