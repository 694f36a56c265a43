"""Read the approvals file: all of it, or every mistake in it."""

from collections.abc import Iterator
from difflib import get_close_matches
from hashlib import sha256

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from peering.core.approvals import Approvals
from peering.intake.approvals_file import ApprovalsFile, GovernedScopes, RuleEntry
from peering.intake.approvals_sides import (
    Routes,
    RoutesOfSide,
    SideConditions,
    TableIds,
    TableTags,
)
from peering.intake.findings import ApprovalsError, Finding, Place, Step, path_of
from peering.intake.growing import grow
from peering.intake.tree import Entries, Items, Leaf, Node, reach

__all__ = ["ApprovalsError", "Finding", "Place", "read_approvals"]

_DIGEST_LENGTH = 16
_UNION_TAGS = frozenset({"word", "ids", "tags"})
_EXPECTED = {
    "list_type": "a list",
    "too_short": "at least one entry: an empty one fits nothing",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "bool_type": "true or false",
    "int_type": "a whole number from 1 to 1000",
    "greater_than_equal": "a whole number from 1 to 1000",
    "less_than_equal": "a whole number from 1 to 1000",
}


def read_approvals(text: str, file: str = "approvals.yaml") -> Approvals:
    """Read what the team has approved. Raises ApprovalsError, which tells of every mistake."""
    root, findings = grow(text)
    if root is None:
        raise ApprovalsError(file, tuple(findings))
    findings.extend(_twins(root))
    try:
        read = ApprovalsFile.model_validate(root.plain())
    except ValidationError as error:
        for details in error.errors(include_url=False, include_input=False):
            findings.extend(_findings(root, details))
        raise ApprovalsError(file, tuple(findings)) from error
    if findings:
        raise ApprovalsError(file, tuple(findings))
    return read.approvals(sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH])


def _twins(root: Node) -> Iterator[Finding]:
    """Find rules that share a name: the ledger remembers rules by name."""
    first: dict[str, int] = {}
    rules = reach(root, ("rules",))
    for index in rules.children if isinstance(rules, Items) else ():
        path = ("rules", index, "name")
        name = reach(root, path)
        if isinstance(name, Leaf) and isinstance(name.value, str):
            twin = first.setdefault(name.value, int(index))
            if twin != index:
                found = f"{name.shown}, which rules[{twin}] has too"
                yield Finding(name.place, path_of(path), "a name of its own", found)


def _findings(root: Node, details: ErrorDetails) -> Iterator[Finding]:
    path = _real(root, details["loc"])
    node = reach(root, path)
    match details["type"]:
        case "missing":
            name = str(path[-1])
            yield Finding(node.place, path_of(path), f"a field called {name}", "none")
        case "extra_forbidden":
            yield _unknown_field(reach(root, path[:-1]), path)
        case "misplaced":
            for name, expected in details["ctx"]["misplaced"]:
                inner = reach(root, (*path, name))
                found = "none" if inner is node else inner.shown
                yield Finding(inner.place, path_of((*path, name)), expected, found)
        case _:
            yield Finding(node.place, path_of(path), _expected(details, path), node.shown)


def _real(root: Node, loc: tuple[Step, ...]) -> tuple[Step, ...]:
    """Leave out the steps that are pydantic's own: the arms of a union, and `[key]`."""
    path: tuple[Step, ...] = ()
    for position, step in enumerate(loc):
        node = reach(root, path)
        inside = not isinstance(node, Leaf) and step in node.children
        after_tables = path[-1:] == ("tables",) and loc[position - 1] == "tables"
        if step == "[key]" or (after_tables and step in _UNION_TAGS):
            continue
        path = (*path, step)
        if not inside:
            break
    return path


def _unknown_field(parent: Node, path: tuple[Step, ...]) -> Finding:
    name = str(path[-1])
    known = _fields(path)
    near = get_close_matches(name, known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    place = parent.key_places[name] if isinstance(parent, Entries) else parent.place
    expected = f"one of {', '.join(known)}{hint}"
    return Finding(place, path_of(path), expected, f"the field {name!a}")


def _fields(path: tuple[Step, ...]) -> list[str]:
    """List the fields that may stand where *path* ends."""
    model: type[BaseModel]
    match [step for step in path[:-1] if isinstance(step, str)]:
        case []:
            model = ApprovalsFile
        case ["governs"]:
            model = GovernedScopes
        case ["rules"]:
            model = RuleEntry
        case ["rules", "routes"]:
            model = Routes
        case ["rules", "routes", _]:
            model = RoutesOfSide
        case ["rules", "routes", _, "tables"]:
            return [*TableIds.model_fields, *TableTags.model_fields]
        case _:
            model = SideConditions
    return [field.alias or name for name, field in model.model_fields.items()]


def _expected(details: ErrorDetails, path: tuple[Step, ...]) -> str:
    said = details.get("ctx", {})
    if path[-1:] == ("version",):
        return "1"
    match details["type"]:
        case "expected":
            return str(said["expected"])
        case "literal_error" if path[-1] == "tables":
            return "all, main, {ids: [...]} or {tags: {...}}"
        case "literal_error":
            return str(said["expected"]).replace("'", "")
        case other:
            return _EXPECTED.get(other, details["msg"])
