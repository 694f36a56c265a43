"""What the demo shows: tables in the terminal, and build/demo.json under its JSON Schema."""

import json
from pathlib import Path

import jsonschema
from rich.console import Console
from rich.table import Table

from demo.network import RouteRow
from demo.places import NAMES
from demo.stage import PROJECT
from demo.story import Story

RESULT = PROJECT / "build" / "demo.json"
SCHEMA = Path(__file__).parent / "demo.schema.json"


def show(console: Console, number: int, story: Story) -> None:
    """Print one story: both sides' tables before and after, and the messages."""
    console.rule(f"[bold]({number}) {story.title}", align="left")
    rule = f", decided by rule '{story.rule}'" if story.rule else ""
    console.print(f"{story.connection_id} is [bold]{story.status}[/]{rule}")
    for side, vpc in (("requester", story.requester), ("accepter", story.accepter)):
        place = f"{NAMES[vpc.account]} {vpc.account}, {vpc.region}, {vpc.id}"
        console.print(f"\n[bold]{side}:[/] {place}", soft_wrap=True, highlight=False)
        console.print(_routes(story.before[side], story.after[side]))
    console.print()
    for letter in story.letters:
        console.print(f"[cyan]✉ {letter.subject}", soft_wrap=True)
        text = str(letter.body["text"]).rstrip()
        console.print(text, style="dim", highlight=False, soft_wrap=True)
    if story.seconds_to_routed is not None:
        console.print(f"[green]{story.seconds_to_routed:.1f} s from request to routed and told")
    if story.calls is not None and story.second_pass is not None:
        budget = 18 + story.calls.routes
        console.print(
            f"[green]AWS calls: {story.calls.total} of at most 18 + {story.calls.routes} routes "
            f"= {budget}: {story.calls.sessions} AssumeRole, {story.calls.reads} reads, "
            f"{story.calls.writes} writes"
        )
        console.print(
            f"[green]A second pass: {story.second_pass.reads} reads, "
            f"{story.second_pass.writes} writes"
        )
    console.print()


def write(stories: list[Story]) -> None:
    """Write build/demo.json. Raises jsonschema.ValidationError if it is not what it promises."""
    result = {"version": 1, "stories": [_story(story) for story in stories]}
    jsonschema.validate(result, json.loads(SCHEMA.read_text()))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def _routes(before: list[RouteRow], after: list[RouteRow]) -> Table:
    # Without frames, so that a row of ids fits a terminal of 80 columns.
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", show_edge=False)
    for column in ("route table", "destination", "before", "after"):
        table.add_column(column)
    stood = {(row["table"], row["destination"]): row for row in before}
    stands = {(row["table"], row["destination"]): row for row in after}
    for key in sorted(stood | stands):
        was, is_now = _target(stood.get(key)), _target(stands.get(key))
        changed = "" if was == is_now else "bold green" if key in stands else "bold red"
        table.add_row(*key, was, is_now, style=changed)
    return table


def _target(row: RouteRow | None) -> str:
    if row is None:
        return "-"
    return row["target"] + ("" if row["state"] == "active" else f" ({row['state']})")


def _story(story: Story) -> dict[str, object]:
    return {
        "name": story.name,
        "title": story.title,
        "connection": {"id": story.connection_id, "status": story.status, "rule": story.rule},
        "routes": {
            side: {"before": story.before[side], "after": story.after[side]}
            for side in ("requester", "accepter")
        },
        "announcements": [
            {"type": letter.type, "subject": letter.subject, "attributes": letter.attributes}
            for letter in story.letters
        ],
        "seconds_to_routed": story.seconds_to_routed,
        "calls": None if story.calls is None else story.calls.as_json(),
        "second_pass": None if story.second_pass is None else story.second_pass.as_json(),
    }
