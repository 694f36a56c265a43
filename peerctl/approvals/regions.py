"""Regions that an approvals file names and that AWS is not known to have."""

from collections.abc import Iterator
from difflib import get_close_matches

from peerctl.approvals.lint import Path, Remark
from peerctl.regions import known_regions
from peering.intake.tree import Leaf, Node


def unknown_regions(root: Node) -> Iterator[Remark]:
    """Doubt each Region that botocore does not know, in the order of the file.

    AWS opens Regions, so this is no mistake; but a scope in one that does not exist can never be
    looked into, and its surveys end in the dead-letter queue.
    """
    known = known_regions()
    for path, name in _regions(root):
        if name not in known:
            yield Remark(path, "region", f"no Region is known as {name}: {_meant(name, known)}")


def _regions(node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Find every entry of a list called `regions`, wherever it stands."""
    if isinstance(node, Leaf):
        if isinstance(node.value, str) and path[-2:-1] == ("regions",):
            yield path, node.value
        return
    for step, child in node.children.items():
        yield from _regions(child, (*path, step))


def _meant(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, sorted(known))
    if not near:
        return "is it newer than this peerctl?"
    swapped = (other for other in near if sorted(other) == sorted(name))
    return f"did you mean {next(swapped, near[0])}?"
