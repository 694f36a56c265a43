"""The curve of a line between two boxes, and the places of its marks."""

import math
from dataclasses import dataclass

from peerctl.map.layout import Box

type Point = tuple[float, float]

_FROM_EDGE = 14  # from a box to a mark


@dataclass(frozen=True, slots=True)
class Curve:
    """An SVG path, and where marks stand near its two ends."""

    path: str
    near: Point
    far: Point


def curve(one: Box, other: Box, bend: float) -> Curve:
    """A curve from box to box; *bend* is how far it leaves the straight line, of its length."""
    start, end = one.centre, other.centre
    length = math.dist(start, end) or 1.0
    middle = (
        (start[0] + end[0]) / 2 - (end[1] - start[1]) * bend,
        (start[1] + end[1]) / 2 + (end[0] - start[0]) * bend,
    )
    leave, arrive = _edge(one, middle), _edge(other, middle)
    path = (
        f"M {leave[0]:.1f} {leave[1]:.1f} "
        f"Q {middle[0]:.1f} {middle[1]:.1f} {arrive[0]:.1f} {arrive[1]:.1f}"
    )
    share = min(0.3, _FROM_EDGE / length)
    return Curve(path, _along(leave, middle, arrive, share), _along(arrive, middle, leave, share))


def _edge(box: Box, towards: Point) -> Point:
    """Where the line from a box's middle leaves the box."""
    x, y = box.centre
    dx, dy = towards[0] - x, towards[1] - y
    reach = max(abs(dx) / (box.width / 2), abs(dy) / (box.height / 2))
    return (x, y) if reach == 0 else (x + dx / reach, y + dy / reach)


def _along(start: Point, middle: Point, end: Point, share: float) -> Point:
    """A point of the quadratic curve."""
    kept = 1 - share
    x, y = (
        kept**2 * a + 2 * kept * share * b + share**2 * c
        for a, b, c in zip(start, middle, end, strict=True)
    )
    return x, y
