from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from demo.estate import Estate, estate
from peerctl.map.chart import chart
from peerctl.map.layout import Box, layout
from peerctl.observation import read_observation, written
from peerctl.order import Health
from peering.core.model import Side
from peering.intake.approvals import read_approvals
from tests.peerctl.command import Ended, peerctl, write

SVG = "{http://www.w3.org/2000/svg}"
SMALL = estate(vpcs=30, connections=25)


def draw(folder: Path, name: str, seen: Estate = SMALL, *more: str) -> Ended:
    """Draw what was saved, into a file of that name."""
    approvals = write(folder, "approvals.yaml", seen.approvals)
    saved = write(folder, "observation.json", written(seen.observation))
    options = ("--observation", saved, "--approvals", approvals, "--save", str(folder / name))
    return peerctl("map", *options, *more)


def classes(picture: ET.Element, kind: str) -> dict[str, str]:
    """The elements with an id whose class is of that kind, each with all of its classes."""
    drawn = (group for group in picture.iter(f"{SVG}g") if group.get("id"))
    return {
        str(group.get("id")): str(group.get("class"))
        for group in drawn
        if kind in str(group.get("class")).split()
    }


def test_every_connection_is_drawn_between_its_vpcs(tmp_path: Path) -> None:
    ended = draw(tmp_path, "map.svg")

    assert ended.code == 0
    picture = ET.parse(tmp_path / "map.svg").getroot()  # noqa: S314 # our own picture
    connections, vpcs = classes(picture, "connection"), classes(picture, "vpc")
    seen = {one.connection.id: one.connection for one in SMALL.observation.connections}
    assert connections.keys() == seen.keys()
    ends = {c.vpc(side).id for c in seen.values() for side in Side}
    assert vpcs.keys() == ends


def test_a_line_is_as_healthy_as_status_says(tmp_path: Path) -> None:
    draw(tmp_path, "map.svg")
    picture = ET.parse(tmp_path / "map.svg").getroot()  # noqa: S314 # our own picture
    seen = ("--observation", str(tmp_path / "observation.json"))
    judged = ("--approvals", str(tmp_path / "approvals.yaml"), "-o", "json")
    document = peerctl("status", *seen, *judged).document()

    assert isinstance(document, dict)
    for connection_id, drawn in classes(picture, "connection").items():
        (row,) = (r for r in document["connections"] if r["connection"] == connection_id)
        in_order = bool({"in-order", "foreign", "ended", "passing"} & set(drawn.split()))
        assert in_order is not bool(row["out_of_order"]), (drawn, row["out_of_order"])


@pytest.mark.parametrize("mark", ["missing", "conflict", "dead"])
def test_routes_that_are_amiss_are_marked(tmp_path: Path, mark: str) -> None:
    draw(tmp_path, "map.svg", estate(vpcs=60, connections=50))

    picture = (tmp_path / "map.svg").read_text()
    assert f'class="mark {mark}"' in picture


def test_the_page_fetches_nothing(tmp_path: Path) -> None:
    draw(tmp_path, "map.html")

    page = (tmp_path / "map.html").read_text()
    assert "default-src 'none'" in page
    for fetching in ("src=", "href=", "@import", "url(", "fetch("):
        assert fetching not in page


def test_what_aws_says_is_never_markup(tmp_path: Path) -> None:
    """A tag's value is anybody's to choose."""
    evil = "</script><script>alert(1)</script>"
    vpcs = tuple(replace(vpc, tags={"Name": evil, "note": evil}) for vpc in SMALL.observation.vpcs)
    draw(tmp_path, "map.html", replace(SMALL, observation=replace(SMALL.observation, vpcs=vpcs)))

    page = (tmp_path / "map.html").read_text()
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert page.count("</script>") == 2


def test_a_vpc_without_a_connection_is_shown_when_asked_for(tmp_path: Path) -> None:
    draw(tmp_path, "few.svg")
    draw(tmp_path, "all.svg", SMALL, "--all")

    few, every = ((tmp_path / name).read_text() for name in ("few.svg", "all.svg"))
    assert "VPCs without a connection are left out" in few
    assert every.count('class="vpc"') == len(SMALL.observation.vpcs)


def test_the_example_shows_what_it_is_made_of() -> None:
    large = estate(vpcs=200, connections=180)
    lines = chart(large.observation, read_approvals(large.approvals), lonely=True).lines
    shown = {line.connection.id: line.health for line in lines}
    made = zip(large.observation.connections, large.states, strict=True)
    healths = Counter((state, shown[seen.connection.id]) for seen, state in made)
    mostly = {state: health for (state, health), _ in reversed(healths.most_common())}

    assert mostly == {
        "in order": Health.IN_ORDER,
        "missing": Health.TO_DO,
        "dead": Health.IN_ORDER,  # the route is there; that nothing gets through is marked on it
        "ended": Health.TO_DO,
        "pending": Health.TO_DO,
        "conflict": Health.CONFLICT,
    }


def test_nothing_overlaps_and_everything_is_in_its_frame() -> None:
    large = estate(vpcs=200, connections=180)
    placed = layout(chart(large.observation, read_approvals(large.approvals), lonely=True))

    assert len(placed.vpcs) == 200
    for boxes in (placed.accounts, placed.regions, placed.vpcs):
        assert not any(overlap(one, other) for (_, one), (_, other) in combinations(boxes, 2))
    for vpc, box in placed.vpcs:
        (frame,) = (at for region, at in placed.regions if region.scope == vpc.scope)
        assert inside(box, frame)
    for region, box in placed.regions:
        (frame,) = (at for a, at in placed.accounts if a.id == region.scope.account_id)
        assert inside(box, frame)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("map.pdf", 2, "neither"), ("no/such/folder/map.svg", 4, "can't be written")],
)
def test_what_cannot_be_saved_is_one_sentence(
    tmp_path: Path, name: str, code: int, said: str
) -> None:
    ended = draw(tmp_path, name)

    assert ended.code == code
    assert said in ended.sentence


def test_an_empty_network_is_a_picture_too(tmp_path: Path) -> None:
    saved = read_observation(Path(write(tmp_path, "o.json", written(SMALL.observation))))
    nothing = replace(SMALL, observation=replace(saved, connections=(), vpcs=(), tables=()))

    assert draw(tmp_path, "map.svg", nothing).code == 0
    assert draw(tmp_path, "map.html", nothing).code == 0


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share any place."""
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def inside(box: Box, frame: Box) -> bool:
    """Tell whether a box lies in a frame."""
    right, bottom = box.x + box.width, box.y + box.height
    return (
        box.x >= frame.x
        and box.y >= frame.y
        and right <= frame.x + frame.width
        and bottom <= frame.y + frame.height
    )
