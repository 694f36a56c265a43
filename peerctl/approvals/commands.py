"""`peerctl approvals check|test|schema|diff`: what a file says, before it is deployed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from peerctl.address import Address
from peerctl.approvals.cases import CasesFile, Result, results
from peerctl.approvals.difference import Difference, differences
from peerctl.approvals.lint import Remark, doubtful_rules
from peerctl.approvals.regions import unknown_regions
from peerctl.asking import whole_network
from peerctl.errors import Exit, MistakesError
from peerctl.files import (
    DEFAULT_APPROVALS,
    approvals_in,
    day,
    place_of,
    read_model,
    read_text,
)
from peerctl.observation import now, read_observation
from peerctl.output import Document, Format, FormatOption, put, put_table, say
from peerctl.sources import (
    DEFAULT_HUB,
    HubOption,
    MemberRoleOption,
    ObservationOption,
    ProfileOption,
    RegionOption,
)
from peering.core.approvals import Approvals
from peering.intake.approvals import ApprovalsError, Finding, read_approvals
from peering.intake.findings import Place
from peering.intake.growing import grow
from peering.intake.schemas import json_schemas, written
from peering.intake.tree import Node

approvals = typer.Typer(
    no_args_is_help=True, help="Check, test and compare approvals files, before they are deployed."
)

FileArgument = Annotated[Path, typer.Argument(help="The approvals file; - reads stdin.")]
DayOption = Annotated[str, typer.Option("--on", help="Judge as on this day (UTC), not today.")]


@approvals.command()
def check(
    file: FileArgument = DEFAULT_APPROVALS,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if there are remarks.")] = False,  # noqa: FBT002 # a flag
    on: DayOption = "",
    output: FormatOption = Format.TABLE,
) -> int:
    """Tell every mistake by line and column, and what is legal but surely not meant.

    Remarks are rules that never decide (shadowed, unreachable), rules that ended or soon will
    (expired), blocks that overlap in a way that surprises (overlap), and Regions that AWS is not
    known to have (region). A mistake exits with 3.
    """
    text = read_text(file, "the approvals")
    read = _read(text, file, output)
    root, _ = grow(text)
    placed = _placed(root, read, _moment(on).date()) if root else ()
    _show_remarks(file, read, placed, output)
    return Exit.NO if strict and placed else Exit.OK


@approvals.command("test")
def run_cases(
    cases: Annotated[Path, typer.Argument(help="The table of expected decisions.")] = Path(
        "approvals.test.yaml"
    ),
    file: Annotated[
        Path, typer.Option("--approvals", help="The approvals file.")
    ] = DEFAULT_APPROVALS,
    on: DayOption = "",
    output: FormatOption = Format.TABLE,
) -> int:
    """Run a table of expected decisions against an approvals file; exit 1 if one fails.

    Each case names both VPCs and says accept, reject, hold or ignore, and which rule is to say so.
    """
    table = read_model(CasesFile, read_text(cases, "the expected decisions"), cases)
    found = tuple(results(table, approvals_in(file), _moment(on)))
    failed = [result for result in found if not result.passed]
    if output is Format.TABLE:
        put_table(("", "CASE", "DECISION"), map(_case_row, found))
        say((f"{len(found) - len(failed)} of {len(found)} cases are decided as expected.",))
    else:
        put([_case_document(result) for result in found], output)
    return Exit.NO if failed else Exit.OK


@approvals.command()
def schema() -> None:
    """Print the JSON Schema of the approvals file, for editors."""
    typer.echo(written(json_schemas()["approvals.schema.json"]), nl=False)


@approvals.command()
def diff(  # noqa: PLR0913, PLR0917 # a command has as many options as it needs
    old: Annotated[Path, typer.Argument(help="The approvals file as it is.")],
    new: Annotated[Path, typer.Argument(help="The approvals file as it would be.")],
    observation: ObservationOption = None,
    on: DayOption = "",
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    member_role: MemberRoleOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Say which connections a change of the file would decide or route differently.

    Exits with 1 if there are any, as diff does.
    """
    before, after = approvals_in(old), approvals_in(new)
    if observation:
        seen = read_observation(observation)
    else:
        either = replace(after, governed=before.governed | after.governed)
        seen = whole_network(Address(hub, region, profile, member_role), either)
    at = _moment(on) if on else seen.taken_at
    found = tuple(differences(seen, before, after, at))
    if output is Format.TABLE:
        rows = ((d.seen.connection.id, change) for d in found for change in d.changes)
        put_table(("CONNECTION", "CHANGE"), rows)
        of = len(seen.connections)
        say((f"{len(found)} of {of} connections would be decided or routed differently.",))
    else:
        put([_difference_document(difference) for difference in found], output)
    return Exit.NO if found else Exit.OK


def _read(text: str, file: Path, output: Format) -> Approvals:
    """The approvals; machines are told each mistake as well. Raises MistakesError."""
    try:
        return read_approvals(text, str(file))
    except ApprovalsError as error:
        if output is not Format.TABLE:
            mistakes = list(map(_mistake_document, error.findings))
            put({"file": str(file), "rules": None, "mistakes": mistakes, "remarks": []}, output)
        raise MistakesError(Exit.APPROVALS, str(error)) from error


def _mistake_document(finding: Finding) -> Document:
    return {
        "line": finding.place.line,
        "column": finding.place.column,
        "field": finding.path,
        "expected": finding.expected,
        "found": finding.found,
    }


def _moment(on: str) -> datetime:
    return datetime.combine(day(on), time(), UTC) if on else now()


def _placed(root: Node, read: Approvals, today: date) -> tuple[tuple[Place, Remark], ...]:
    found = (*unknown_regions(root), *doubtful_rules(read, today))
    return tuple((place_of(root, remark.path), remark) for remark in found)


def _show_remarks(
    file: Path, read: Approvals, placed: tuple[tuple[Place, Remark], ...], output: Format
) -> None:
    if output is not Format.TABLE:
        listed = [_remark_document(place, remark, read) for place, remark in placed]
        about = {"file": str(file), "rules": len(read.rules), "mistakes": []}
        put({**about, "remarks": listed}, output)
        return
    for place, remark in placed:
        say((f"{file}:{place.line}:{place.column} {remark.kind}: {remark.sentence}",))
    scopes, rules = _count(len(read.governed), "scope"), _count(len(read.rules), "rule")
    remarks = _count(len(placed), "remark")
    say((f"{file}: {rules} for {scopes} (account and Region), no mistakes, {remarks}.",))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _remark_document(place: Place, remark: Remark, read: Approvals) -> Document:
    return {
        "line": place.line,
        "column": place.column,
        "rule": _rule_of(remark, read),
        "kind": remark.kind,
        "remark": remark.sentence,
    }


def _rule_of(remark: Remark, read: Approvals) -> str | None:
    match remark.path:
        case ("rules", int(index), *_):
            return read.rules[index].name
        case _:
            return None


def _case_row(result: Result) -> tuple[str, str, str]:
    if result.passed:
        return "ok", result.case.name, str(result.found.answer)
    return "FAIL", result.case.name, result.why


def _case_document(result: Result) -> Document:
    return {
        "name": result.case.name,
        "passed": result.passed,
        "expected": {"decision": result.case.expect, "rule": result.case.rule},
        "found": {"decision": str(result.found.answer), "rule": result.found.rule},
        "reasons": list(result.found.reasons),
    }


def _difference_document(difference: Difference) -> Document:
    return {
        "connection": difference.seen.connection.id,
        "old": {"decision": str(difference.old.answer), "rule": difference.old.rule},
        "new": {"decision": str(difference.new.answer), "rule": difference.new.rule},
        "changes": list(difference.changes),
    }
