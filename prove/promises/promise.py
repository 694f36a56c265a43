"""The promises as they are written down beside this module, each with what breaks it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_CHAPTERS = ("accepting", "routing", "converging", "keeping", "deciding")


@dataclass(frozen=True, slots=True)
class Break:
    """A few lines of the program replaced by others that do not keep the promise.

    `file` is the path in the project, where `text` stands exactly once. Each of `tests` (pytest
    node ids without parameters) has to turn red.
    """

    what: str
    file: str
    text: str
    becomes: str
    tests: tuple[str, ...]

    def applied(self, source: str) -> str:
        """The file with the break in it. Raises ValueError where it does not apply any more."""
        if (found := source.count(self.text)) != 1:
            raise ValueError(f"the text to replace is {found} times in {self.file}")
        if self.text == self.becomes:
            raise ValueError(f"nothing is replaced in {self.file}")
        return source.replace(self.text, self.becomes)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise, the proofs of `make prove` that attack it, and what breaks it."""

    name: str
    says: str
    proofs: tuple[str, ...]
    breaks: tuple[Break, ...]

    @property
    def tests(self) -> tuple[str, ...]:
        """Every test that turns red when the promise is broken in one of these ways."""
        return tuple(dict.fromkeys(test for one in self.breaks for test in one.tests))


@dataclass(frozen=True, slots=True)
class Chapter:
    """Promises that belong together."""

    title: str
    promises: tuple[Promise, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every promise, in the order of the page."""
    return tuple(_chapter(tomllib.loads((_HERE / f"{c}.toml").read_text())) for c in _CHAPTERS)


def promises() -> dict[str, Promise]:
    """Every promise, by its name."""
    return {promise.name: promise for one in chapters() for promise in one.promises}


def _chapter(told: dict[str, Any]) -> Chapter:
    return Chapter(told["title"], tuple(map(_promise, told["promise"])))


def _promise(told: dict[str, Any]) -> Promise:
    breaks = tuple(Break(**(one | {"tests": tuple(one["tests"])})) for one in told["break"])
    return Promise(told["name"], told["says"], tuple(told.get("proofs", ())), breaks)
