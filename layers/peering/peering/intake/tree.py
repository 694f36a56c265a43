"""A YAML file as a tree in which every value knows its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peering.intake.findings import Place, Step


@dataclass(frozen=True, slots=True)
class Misread:
    """A scalar that YAML reads as something that nobody meant, such as `yes` or 0123."""

    written: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: what YAML makes of it, and how it was written."""

    place: Place
    value: object
    shown: str

    @property
    def size(self) -> int:
        """One value."""
        return 1

    def plain(self) -> object:
        """The value alone."""
        return self.value


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    children: Mapping[Step, "Node"]
    size: int

    @property
    def shown(self) -> str:
        """As a mistake calls it."""
        return "a list" if self.children else "an empty list"

    def plain(self) -> object:
        """The values alone."""
        return [child.plain() for child in self.children.values()]


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping; `key_places` tells where its keys stand."""

    place: Place
    children: Mapping[Step, "Node"]
    size: int
    key_places: Mapping[Step, Place] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """As a mistake calls it."""
        return "a mapping" if self.children else "an empty mapping"

    def plain(self) -> object:
        """The values alone."""
        return {key: child.plain() for key, child in self.children.items()}


type Node = Leaf | Items | Entries


def reach(root: Node, path: tuple[Step, ...]) -> Node:
    """Follow *path* as far as it goes: to the value, or to what lacks it."""
    node = root
    for step in path:
        if isinstance(node, Leaf) or step not in node.children:
            break
        node = node.children[step]
    return node
