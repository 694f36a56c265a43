"""From the text of a YAML file to its tree.

The tree grows from libyaml's events. PyYAML's own `compose` is either slow (pure Python) or crashes
the interpreter on a file that is nested deeply enough (libyaml); the events are neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from peering.intake.findings import Finding, Place, Step, path_of
from peering.intake.scalars import plain_tag, scalar_shown, scalar_value
from peering.intake.tree import Entries, Items, Leaf, Misread, Node

_DEEPEST = 20
_LARGEST = 100_000  # values with aliases written out: few lines of aliases can stand for billions
type _Path = tuple[Step, ...]


class _HopelessError(Exception):
    """Nothing that follows can be understood."""

    def __init__(self, place: Place, expected: str, found: str) -> None:
        super().__init__(found)
        self.finding = Finding(place, "", expected, found)


def grow(text: str) -> tuple[Node | None, list[Finding]]:
    """Build the tree, and collect the mistakes that are YAML's own business.

    Without a tree there is at least one finding. Raises nothing.
    """
    growth = _Growth(_events(text))
    try:
        return growth.document(), growth.findings
    except _HopelessError as error:
        return None, [*growth.findings, error.finding]


def _events(text: str) -> Iterator[Event]:
    try:
        text.encode()
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except UnicodeEncodeError as error:
        place = _place_at(text[: error.start])
        raise _HopelessError(place, "Unicode text", "half a character") from error
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode("utf-8", "ignore")
        found = "a character that YAML does not allow"
        raise _HopelessError(_place_at(before), "valid YAML", found) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        found = f"a mistake ({error.problem or error.context})"
        raise _HopelessError(place, "valid YAML", found) from error


def _place_at(before: str) -> Place:
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


def _place(event: Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


@dataclass(slots=True)
class _Growth:
    events: Iterator[Event]
    findings: list[Finding] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)

    def document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                raise _HopelessError(_place(event), "one YAML document", "a second one")
            if isinstance(event, NodeEvent):
                root = self._node(event, ())
        return root or Leaf(Place(1, 1), Misread(""), "nothing")

    def _node(self, event: Event, path: _Path) -> Node:
        if len(path) > _DEEPEST:
            raise _HopelessError(_place(event), "approvals", "values nested too deeply")
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if not isinstance(event, ScalarEvent | CollectionStartEvent):
            raise _HopelessError(_place(event), "a value", "none")
        node = self._grown(event, path)
        if node.size > _LARGEST:
            raise _HopelessError(node.place, "approvals", f"more than {_LARGEST} values")
        if not plain_tag(event.tag):
            self._report(node.place, path, "a value without a tag", str(event.tag))
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _grown(self, event: ScalarEvent | CollectionStartEvent, path: _Path) -> Node:
        if isinstance(event, ScalarEvent):
            return Leaf(_place(event), scalar_value(event), scalar_shown(event))
        if isinstance(event, MappingStartEvent):
            return self._entries(_place(event), path)
        return self._items(_place(event), path)

    def _alias(self, event: AliasEvent) -> Node:
        node = self.anchors.get(event.anchor or "")
        if node is None:
            found = f"*{event.anchor}, which nothing before it defines"
            raise _HopelessError(_place(event), "a known alias", found)
        return node

    def _items(self, place: Place, path: _Path) -> Items:
        children: dict[Step, Node] = {}
        for index, event in enumerate(self._until_end()):
            children[index] = self._node(event, (*path, index))
        return Items(place, children, 1 + sum(child.size for child in children.values()))

    def _entries(self, place: Place, path: _Path) -> Entries:
        children: dict[Step, Node] = {}
        key_places: dict[Step, Place] = {}
        for event in self._until_end():
            key = self._key(event)
            value = self._node(next(self.events), (*path, key))
            if key in children:
                first = f"another one, after line {key_places[key].line}"
                self._report(_place(event), (*path, key), "one such field", first)
            children[key], key_places[key] = value, _place(event)
        size = 1 + sum(child.size for child in children.values())
        return Entries(place, children, size, key_places)

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            raise _HopelessError(_place(event), "the name of a field", "a collection")
        return event.value

    def _until_end(self) -> Iterator[Event]:
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                return
            yield event

    def _report(self, place: Place, path: _Path, expected: str, found: str) -> None:
        self.findings.append(Finding(place, path_of(path), expected, found))
