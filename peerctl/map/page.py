"""The map as one HTML page: the drawing, a search, and the details of what is chosen."""

import json
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from string import Template
from xml.etree import ElementTree as ET

from peerctl.map.chart import Chart, Line
from peerctl.map.drawing import draw, line_in_words, rank
from peerctl.order import Fields
from peering.core.model import Vpc

_FOLDER = files(__package__)


def page(chart: Chart, taken_at: datetime) -> str:
    """The page, which asks nothing of any network."""
    return Template(_read("page.html")).substitute(
        SVG=ET.tostring(draw(chart), encoding="unicode"),
        # In a script element, only this could end it.
        FACTS=json.dumps(_facts(chart, taken_at)).replace("<", "\\u003c"),
        SCRIPT=_read("page.js"),
    )


def _read(name: str) -> str:
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")


def _facts(chart: Chart, taken_at: datetime) -> Fields:
    vpcs = (vpc for account in chart.accounts for region in account.regions for vpc in region.vpcs)
    return {
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "connections": [_connection(line) for line in sorted(chart.lines, key=rank)],
        "vpcs": [_vpc(vpc) for vpc in vpcs],
    }


def _connection(line: Line) -> Fields:
    ends = (line.connection.requester, line.connection.accepter)
    first, *rest = line_in_words(line)
    return {
        "id": line.connection.id,
        "title": first,
        "ends": [vpc.id for vpc in ends],
        "details": [
            ("state", [first, *rest]),
            ("decided", [str(line.fields["decided_at"] or "not decided")]),
            *_since(line),
            *(
                (side, [_place(vpc)])
                for side, vpc in zip(("requester", "accepter"), ends, strict=True)
            ),
            ("routes", list(_routes(line)) or ["none"]),
        ],
    }


def _since(line: Line) -> Iterator[tuple[str, list[str]]]:
    since = line.fields["out_of_order_since"]
    if since:
        yield "out of order since", [str(since)]


def _routes(line: Line) -> Iterator[str]:
    routes = line.fields["routes"]
    for route in routes if isinstance(routes, list) else ():
        why = f": {route['why']}" if route["why"] else ""
        where = f"{route['destination']} in {route['table']} ({route['scope']})"
        yield f"{route['state']}: {where}{why}"


def _vpc(vpc: Vpc) -> Fields:
    tags = sorted((vpc.tags or {}).items())
    name = (vpc.tags or {}).get("Name")
    return {
        "id": vpc.id,
        "title": f"{vpc.id} ({name})" if name else vpc.id,
        "details": [
            ("place", [str(vpc.scope)]),
            ("blocks", list(map(str, vpc.cidrs)) or ["EC2 does not show them"]),
            ("tags", [f"{key}: {value}" for key, value in tags] or ["none"]),
        ],
    }


def _place(vpc: Vpc) -> str:
    return f"{vpc.scope}/{vpc.id} {', '.join(map(str, vpc.cidrs))}".rstrip()
