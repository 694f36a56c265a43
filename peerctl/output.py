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
from rich.text import Text

type Document = Mapping[str, object] | Sequence[object]
type Lines = Iterable[str]
type Shape = tuple[Sequence[str], Sequence[Sequence[str | Text]]]


class Format(StrEnum):
    """The shapes of an answer."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"


FormatOption = Annotated[
    Format, typer.Option("--output", "-o", help="Print a table, JSON or YAML.")
]

_GAP = 2  # between columns
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


def say(lines: Lines, out: Console | None = None) -> None:
    """Print sentences, on standard output unless told: a terminal folds them, a pipe does not."""
    out = out or console()
    for line in lines:
        out.print(line, markup=False, soft_wrap=not out.is_terminal)


def put_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings: in columns on a terminal, separated by tabs when piped.

    Where the columns don't fit side by side, each row becomes a block of lines.
    """
    listed = [tuple(row) for row in rows]
    if not sys.stdout.isatty():
        for row in listed:
            sys.stdout.write("\t".join(cell.replace("\n", "; ") for cell in row) + "\n")
        sys.stdout.flush()
        return
    put_columns((headings, listed))


def put_columns(*shapes: Shape) -> None:
    """Print the first of the tables that fits the terminal; else the first, row by row."""
    out = console()
    for headings, rows in shapes:
        columns = zip(headings, *rows, strict=True)
        widths = [max(_longest_word(str(cell)) for cell in column) for column in columns]
        if sum(widths) + _GAP * (len(widths) - 1) <= out.width:
            out.print(_columns(headings, rows, widths))
            return
    headings, rows = shapes[0]
    for row in rows:
        out.print(_block(headings, row))


def _columns(
    headings: Sequence[str], rows: Iterable[Sequence[str | Text]], widths: Sequence[int]
) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, _GAP, 0, 0))
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(heading, overflow="fold", min_width=width)
    for row in rows:
        table.add_row(*map(_text, row))
    return table


def _block(headings: Sequence[str], row: Sequence[str | Text]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for heading, cell in zip(headings, row, strict=True):
        if cell:
            table.add_row(heading, _text(cell))
    table.add_row("", "")
    return table


def _text(cell: str | Text) -> Text:
    return Text(cell) if isinstance(cell, str) else cell


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=0)
