"""Files that a person names: read, or refused in a sentence."""

import sys
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ValidationError

from peerctl.errors import Exit, MistakesError, PeerctlError
from peering.core.approvals import Approvals
from peering.intake.approvals import ApprovalsError, read_approvals
from peering.intake.findings import Finding, Place, Step, path_of
from peering.intake.growing import grow
from peering.intake.tree import Entries, Leaf, Node, reach

DEFAULT_APPROVALS = Path("layers/approvals/approvals.yaml")
_EXPECTED = {
    "list_type": "a list",
    "tuple_type": "a list",
    "too_short": "at least one entry",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "string_type": "text",
}


def read_text(file: Path, what: str) -> str:
    """The text of a file; `-` is standard input. Raises PeerctlError."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "it can't be read"
        sentence = f"{file}: {reason.lower()}: name the file that holds {what}."
        raise PeerctlError(Exit.FILE, sentence) from error
    except UnicodeDecodeError as error:
        sentence = f"{file} is not UTF-8 text: name the file that holds {what}."
        raise PeerctlError(Exit.FILE, sentence) from error


def approvals_in(file: Path) -> Approvals:
    """The approvals that a file holds. Raises PeerctlError, which tells every mistake."""
    return approvals_of(read_text(file, "the approvals"), file)


def approvals_of(text: str, file: Path) -> Approvals:
    """The approvals that a text says. Raises PeerctlError, which tells every mistake."""
    try:
        return read_approvals(text, str(file))
    except ApprovalsError as error:
        raise MistakesError(Exit.APPROVALS, str(error)) from error


def read_model[M: BaseModel](model: type[M], text: str, file: Path) -> M:
    """Hold a YAML text against *model*. Raises PeerctlError: every mistake, line and column."""
    root, findings = grow(text)
    if root is None:
        raise _refused(file, findings)
    try:
        read = model.model_validate(root.plain())
    except ValidationError as error:
        for details in error.errors(include_url=False, include_input=False):
            expected = details.get("ctx", {}).get("expected")
            said = expected or _EXPECTED.get(details["type"]) or details["msg"].lower()
            findings.append(_finding(root, details["type"], details["loc"], str(said), model))
        raise _refused(file, findings) from error
    if findings:
        raise _refused(file, findings)
    return read


def _finding(
    root: Node, kind: str, loc: Sequence[Step], expected: str, model: type[BaseModel]
) -> Finding:
    path = tuple(step for step in loc if step != "[key]")
    node = reach(root, path)
    if kind == "missing":
        return Finding(node.place, path_of(path), f"a field called {path[-1]}", "none")
    if kind == "extra_forbidden":
        parent, name = reach(root, path[:-1]), str(path[-1])
        place = parent.key_places[name] if isinstance(parent, Entries) else parent.place
        near = get_close_matches(name, _known(model, path), n=1)
        known = f"a known field (did you mean {near[0]}?)" if near else "a known field"
        return Finding(place, path_of(path), known, f"the field {name!a}")
    return Finding(node.place, path_of(path), expected.replace("'", ""), node.shown)


def _known(model: type[BaseModel], path: tuple[Step, ...]) -> list[str]:
    schema = model.model_json_schema()
    shapes = [schema, *schema.get("$defs", {}).values()]
    del path  # every field of the file: a near miss is a near miss wherever it stands
    return [name for shape in shapes for name in shape.get("properties", {})]


def _refused(file: Path, findings: list[Finding]) -> PeerctlError:
    lines = "\n".join(f"{file}:{finding}" for finding in sorted(findings))
    return MistakesError(Exit.FILE, lines)


def place_of(root: Node, path: tuple[Step, ...]) -> Place:
    """Where in an approvals file something stands; a rule stands where its name does."""
    name = reach(root, (*path, "name"))
    return name.place if isinstance(name, Leaf) else reach(root, path).place


def day(text: str) -> date:
    """A day as people write it. Raises PeerctlError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        sentence = f"'{text}' is no day: write it as 2027-06-30."
        raise PeerctlError(Exit.USAGE, sentence) from error
