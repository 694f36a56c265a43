"""A request as decide shows it, in lines for a person who is about to decide."""

from collections.abc import Iterator, Mapping
from typing import Any


def lines(shown: Mapping[str, Any]) -> Iterator[str]:
    """Everything that is shown, and that is kept with the decision."""
    connection = shown["connection"]
    yield f"connection: {connection['id']} ({connection['status']})"
    for side in ("requester", "accepter"):
        yield f"{side}: {_end(connection[side])}"
    yield f"requested by: {shown['requested_by'] or 'not known'}"
    yield f"expires at: {shown['expires_at'] or 'not known'}"
    if shown["multipath"]:
        yield "multipath: accepting would bring multipath resilience charges"
    for side, tags in shown["tags"].items():
        if tags:
            said = (f"{key}={value}" for key, value in sorted(tags.items()))
            yield f"{side}'s tags: {', '.join(said)}"
    yield from _listed("approvals", shown["verdict"])
    yield from _listed("guards", shown["guards"] or ["none objects"])
    yield from _listed("routes", shown["routes"] or ["none"])


def _end(vpc: Mapping[str, Any] | None) -> str:
    if vpc is None:
        return "not known"
    blocks = ", ".join(vpc["cidrs"]) or "blocks not shown"
    governed = "" if vpc["governed"] else " (not governed)"
    return f"{vpc['account']}/{vpc['region']} {vpc['vpc']} {blocks}{governed}"


def _listed(title: str, entries: list[str]) -> Iterator[str]:
    yield f"{title}:"
    yield from (f"  {entry}" for entry in entries)
