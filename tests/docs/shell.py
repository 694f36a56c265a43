"""The command lines that the documents show."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.stacks.templates import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_BLOCK = re.compile(r"^ *```sh\n(?P<lines>.*?)^ *```$", re.MULTILINE | re.DOTALL)
_IN_A_SENTENCE = re.compile(r"`(?P<command>(?:aws|sam) [^`\n]*--[^`\n]*)`")
_INNER = re.compile(r"\$\((?P<command>[^()]*(?:\([^()]*\)[^()]*)*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command: its words as the shell would pass them on, and the page that shows it."""

    page: Path
    words: tuple[str, ...]

    @property
    def program(self) -> str:
        """The first word."""
        return self.words[0]

    def options(self) -> dict[str, list[str]]:
        """Every --option with the words that follow it; what follows none stands under ''."""
        found: dict[str, list[str]] = {"": []}
        name = ""
        for word in self.words[1:]:
            if word.startswith("--"):
                name, _, value = word.partition("=")
                found[name] = [value] if value else []
            else:
                found[name].append(word)
        return found

    @property
    def text(self) -> str:
        """Its words with a space between."""
        return " ".join(self.words)

    def __str__(self) -> str:
        """As a test's name."""
        return f"{self.page.name}: {' '.join(self.words)[:60]}"


def command_lines(program: str = "") -> list[CommandLine]:
    """Every command line (of that program) in README and docs."""
    shown = (line for page in PAGES for line in _in_page(page))
    return [line for line in shown if program in {"", line.program}]


def in_the_text() -> list[CommandLine]:
    """Every command with options that stands in a sentence."""
    return [
        CommandLine(page, tuple(shlex.split(found["command"])))
        for page in PAGES
        for found in _IN_A_SENTENCE.finditer(_BLOCK.sub("", page.read_text()))
    ]


def _in_page(page: Path) -> Iterator[CommandLine]:
    for block in _BLOCK.finditer(page.read_text()):
        for line in block["lines"].replace("\\\n", " ").splitlines():
            yield from _in_line(page, line)


def _in_line(page: Path, line: str) -> Iterator[CommandLine]:
    for inner in _INNER.finditer(line):
        yield from _in_line(page, inner["command"])
    words = shlex.split(_INNER.sub("INNER", line), comments=True)
    if words:
        yield CommandLine(page, tuple(words))
