"""The map as an SVG, which stands by itself: style, titles and legend are in it."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from xml.etree import ElementTree as ET

from peerctl.map.chart import Chart, Line, Region
from peerctl.map.layout import (
    HEAD,
    LINE_HEIGHT,
    MOST_CIDRS,
    NAME_HEIGHT,
    Box,
    Layout,
    boxes,
    layout,
    name_lines,
)
from peerctl.map.lines import curve
from peerctl.order import Health
from peering.core.model import Side, Vpc

STYLE = files(__package__).joinpath("map.css").read_text(encoding="utf-8")
_MARGIN = 24
_LEGEND = 34
_WIDE = 1300  # the legend grows with a map that is wider
_INSIDE = 9  # from a box's edge to its text
_SIGNS = {"missing": "+", "conflict": "\u00d7", "dead": "\u2020"}
_WORDS = {
    Health.IN_ORDER: "in order",
    Health.TO_DO: "something to do",
    Health.CONFLICT: "conflict",
    Health.WAITING: "waits for a person",
    Health.PASSING: "EC2 is at it",
    Health.FOREIGN: "not ours",
    Health.ENDED: "ended",
}


def draw(chart: Chart) -> ET.Element:
    """The picture. Its elements carry the ids that a page looks them up by."""
    placed = layout(chart)
    large = max(1.0, placed.width / _WIDE)
    head = _LEGEND * large
    width, height = placed.width + 2 * _MARGIN, placed.height + 2 * _MARGIN + head
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {max(width, 760):.0f} {height:.0f}",
            "role": "img",
            "aria-label": f"{len(chart.lines)} peering connections",
        },
    )
    ET.SubElement(svg, "style").text = STYLE
    _legend(svg, chart, large)
    moved = f"translate({_MARGIN} {_MARGIN + head:.1f})"
    whole = ET.SubElement(svg, "g", {"transform": moved})
    _frames(whole, placed)
    ends = boxes(placed)
    for line in sorted(chart.lines, key=rank, reverse=True):  # the worst on top
        _line(whole, line, ends[line.connection.requester.id], ends[line.connection.accepter.id])
    _titles(whole, placed)  # on top of the lines, as the boxes are
    for vpc, box in placed.vpcs:
        _vpc(whole, vpc, box)
    return svg


def rank(line: Line) -> int:
    """Lines in this order are the worst first."""
    return list(Health).index(line.health)


def _legend(svg: ET.Element, chart: Chart, large: float) -> None:
    moved = f"translate({_MARGIN} {_MARGIN * large:.1f}) scale({large:.2f})"
    row = ET.SubElement(svg, "g", {"class": "legend", "transform": moved})
    x = 0.0
    for health, words in _WORDS.items():
        number = sum(line.health is health for line in chart.lines)
        if not number:
            continue
        ET.SubElement(row, "path", {"class": f"connection {health}", "d": f"M {x:.0f} -4 h 34"})
        x = _said(row, f"{words} ({number})", x + 42)
    for mark, sign in _SIGNS.items():
        if any(mark in counted for line in chart.lines for counted in line.marks.values()):
            _badge(row, mark, sign, x + 8, -4)
            x = _said(row, f"{mark} routes", x + 24)
    if chart.left_out:
        _said(row, f"{chart.left_out} VPCs without a connection are left out", x)


def _said(row: ET.Element, words: str, x: float) -> float:
    ET.SubElement(row, "text", {"x": f"{x:.0f}"}).text = words
    return x + 7 * len(words) + 22


def _frames(whole: ET.Element, placed: Layout) -> None:
    for account, box in placed.accounts:
        governed = any(region.governed for region in account.regions)
        group = ET.SubElement(whole, "g", {"class": f"account {_governed(governed=governed)}"})
        _rectangle(group, box)
    for region, box in placed.regions:
        group = ET.SubElement(
            whole, "g", {"class": f"region {_governed(governed=region.governed)}"}
        )
        _rectangle(group, box)


def _titles(whole: ET.Element, placed: Layout) -> None:
    for account, box in placed.accounts:
        _text(whole, box.x + _INSIDE, box.y + HEAD - 8, f"account {account.id}", "account")
    for region, box in placed.regions:
        _text(whole, box.x + _INSIDE, box.y + HEAD - 8, _named(region), "region")


def _named(region: Region) -> str:
    return region.scope.region + ("" if region.governed else " (not governed)")


def _governed(*, governed: bool) -> str:
    return "governed" if governed else "outside"


def _vpc(whole: ET.Element, vpc: Vpc, box: Box) -> None:
    group = ET.SubElement(
        whole, "g", {"class": "vpc", "id": vpc.id, "tabindex": "0", "role": "button"}
    )
    ET.SubElement(group, "title").text = "\n".join(_vpc_in_words(vpc))
    _rectangle(group, box)
    x, y = box.x + _INSIDE, box.y
    for name in name_lines(vpc):
        y += NAME_HEIGHT
        _text(group, x, y, name, "name")
    for line in _lines(vpc):
        y += LINE_HEIGHT
        _text(group, x, y, line)


def _lines(vpc: Vpc) -> Iterator[str]:
    yield vpc.id
    yield from map(str, vpc.cidrs[:MOST_CIDRS])
    if len(vpc.cidrs) > MOST_CIDRS:
        yield f"and {len(vpc.cidrs) - MOST_CIDRS} more"


def _vpc_in_words(vpc: Vpc) -> Iterator[str]:
    yield f"{vpc.id} in {vpc.scope}"
    yield ", ".join(map(str, vpc.cidrs)) or "EC2 does not show its blocks"
    yield from (f"{key}: {value}" for key, value in sorted((vpc.tags or {}).items()))


def _line(whole: ET.Element, line: Line, one: Box, other: Box) -> None:
    drawn = curve(one, other, bend=_bend(line))
    group = ET.SubElement(
        whole,
        "g",
        {
            "class": f"connection {line.health}",
            "id": line.connection.id,
            "data-ends": f"{line.connection.requester.id} {line.connection.accepter.id}",
            "tabindex": "0",
            "role": "button",
        },
    )
    ET.SubElement(group, "title").text = "\n".join(line_in_words(line))
    ET.SubElement(group, "path", {"class": "reach", "d": drawn.path})
    ET.SubElement(group, "path", {"d": drawn.path})
    for side, place in zip(Side, (drawn.near, drawn.far), strict=True):
        for number, (mark, count) in enumerate(sorted(line.marks[side].items())):
            _badge(group, mark, f"{_SIGNS[mark]}{count}", place[0], place[1] + 20 * number)


def _bend(line: Line) -> float:
    """A little to one side, so that a request and its reverse are two lines."""
    forth = line.connection.requester.id <= line.connection.accepter.id
    return 0.12 if forth else -0.12


def line_in_words(line: Line) -> Iterable[str]:
    """A line's title: what it is, how it is, and what is amiss."""
    fields = line.fields
    yield f"{line.connection.id}: {fields['status']}, {_WORDS[line.health]}"
    if fields["rule"]:
        yield f"rule: {fields['rule']}"
    yield f"routes: {fields['routes_standing']} of {fields['routes_wanted']}"
    amiss = fields["out_of_order"]
    yield from map(str, amiss if isinstance(amiss, list) else ())


def _badge(parent: ET.Element, mark: str, text: str, x: float, y: float) -> None:
    group = ET.SubElement(parent, "g", {"class": f"mark {mark}"})
    width = 10 + 7 * len(text)
    frame = Box(x - width / 2, y - 8, width, 16)
    _rectangle(group, frame, radius=8)
    _text(group, x, y + 4, text)


def _rectangle(parent: ET.Element, box: Box, radius: int = 6) -> None:
    ET.SubElement(
        parent,
        "rect",
        {
            "x": f"{box.x:.1f}",
            "y": f"{box.y:.1f}",
            "width": f"{box.width:.1f}",
            "height": f"{box.height:.1f}",
            "rx": str(radius),
        },
    )


def _text(parent: ET.Element, x: float, y: float, text: str, kind: str = "") -> None:
    attributes = {"x": f"{x:.1f}", "y": f"{y:.1f}"} | ({"class": kind} if kind else {})
    ET.SubElement(parent, "text", attributes).text = text
