"""What a command prints: a table for people, JSON or YAML for machines."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import typer
import yaml
from rich.console import Console
from rich.table import Table

type Document = Mapping[str, object] | Sequence[object]
type Lines = Iterable[str]


class Format(StrEnum):
    """The shapes of an answer."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"


FormatOption = Annotated[
    Format, typer.Option("--output", "-o", help="Print a table, JSON or YAML.")
]

_WIDE = 10_000  # piped, a line is a record: it is never folded


def console() -> Console:
    """Where tables go: coloured and folded on a terminal only."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(no_color=True, highlight=False, width=_WIDE, legacy_windows=False)


def put(document: Document, shape: Format) -> None:
    """Print a document as JSON or YAML."""
    if shape is Format.JSON:
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    else:
        plain = json.loads(json.dumps(document))
        sys.stdout.write(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True))
    sys.stdout.flush()


def say(lines: Lines) -> None:
    """Print sentences: a terminal folds them, a pipe does not."""
    out = console()
    for line in lines:
        out.print(line, markup=False, soft_wrap=not out.is_terminal)


def note(sentence: str) -> None:
    """Tell a person something that is no part of the answer; silent when piped."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{sentence}\n")


def put_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings: ruled on a terminal, separated by tabs when piped."""
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join(cell.replace("\n", "; ") for cell in row) + "\n")
        sys.stdout.flush()
        return
    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*row)
    console().print(table, markup=False)
