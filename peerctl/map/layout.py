"""Where everything stands on the map: boxes in frames in frames, in pixels."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from peerctl.map.chart import Account, Chart, Region
from peering.core.model import AccountId, Vpc, VpcId

BOX_WIDTH = 160
LINE_HEIGHT = 13
NAME_HEIGHT = 24  # names are large, to be read where a whole network fits a screen
MOST_CIDRS = 3  # a box tells this many blocks, and counts the rest
HEAD = 26  # of a frame, above what is in it
_LONGEST_NAME = 11  # characters a line
_PADDING = 10
_GAP_X, _GAP_Y = 24, 16  # between boxes, so that lines can be followed
_FRAME_GAP = 24
_ASPECT = 1.45  # of what a screen has left beside the list
_SHARES = [0.8 + 0.05 * step for step in range(15)]  # widths that are tried, of an ideal one


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, x: float, y: float) -> "Box":
        """The same, somewhere else."""
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all frames and boxes, and how large the whole is."""

    accounts: tuple[tuple[Account, Box], ...]
    regions: tuple[tuple[Region, Box], ...]
    vpcs: tuple[tuple[Vpc, Box], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Framed[Thing]:
    """Things placed inside a frame whose corner is at 0, 0."""

    width: float
    height: float
    placed: tuple[tuple[Thing, Box], ...]


def layout(chart: Chart) -> Layout:
    """Place everything; accounts that share connections stand near each other."""
    framed = {account.id: _account(account) for account in chart.accounts}
    ordered = sorted(chart.accounts, key=lambda account: _order(chart).index(account.id))
    sizes = [(framed[account.id].width, framed[account.id].height) for account in ordered]
    corners, width, height = _shelves(sizes, _FRAME_GAP)
    accounts: list[tuple[Account, Box]] = []
    regions: list[tuple[Region, Box]] = []
    vpcs: list[tuple[Vpc, Box]] = []
    for account, (x, y) in zip(ordered, corners, strict=True):
        frame = framed[account.id]
        accounts.append((account, Box(x, y, frame.width, frame.height)))
        for region, box in frame.placed:
            at = box.moved(x, y)
            regions.append((region, at))
            vpcs += [(vpc, inner.moved(at.x, at.y)) for vpc, inner in _region(region).placed]
    return Layout(tuple(accounts), tuple(regions), tuple(vpcs), width, height)


def box_height(vpc: Vpc) -> float:
    """How high a VPC's box is: its name, its id, its blocks."""
    more = len(vpc.cidrs) > MOST_CIDRS
    lines = 1 + min(len(vpc.cidrs), MOST_CIDRS) + more
    return NAME_HEIGHT * len(name_lines(vpc)) + LINE_HEIGHT * lines + 8


def name_lines(vpc: Vpc) -> tuple[str, ...]:
    """A VPC's name in at most two lines; its title has all of it."""
    name = (vpc.tags or {}).get("Name") or "\u2014"
    if len(name) <= _LONGEST_NAME:
        return (name,)
    # Names are made of words: the first line ends with the last one that fits.
    ends = [at + 1 for at, letter in enumerate(name[:_LONGEST_NAME]) if letter in " -_./"]
    first = ends[-1] if ends else _LONGEST_NAME
    rest = name[first:]
    short = rest if len(rest) <= _LONGEST_NAME else f"{rest[: _LONGEST_NAME - 1]}\u2026"
    return name[:first], short


def _account(account: Account) -> _Framed[Region]:
    inner = [_region(region) for region in account.regions]
    corners, width, height = _shelves([(f.width, f.height) for f in inner], _PADDING)
    placed = (
        (region, Box(x + _PADDING, y + HEAD, frame.width, frame.height))
        for region, frame, (x, y) in zip(account.regions, inner, corners, strict=True)
    )
    return _Framed(width + 2 * _PADDING, height + HEAD + _PADDING, tuple(placed))


def _region(region: Region) -> _Framed[Vpc]:
    columns = max(1, round(math.sqrt(len(region.vpcs) * 0.7)))
    rows = [region.vpcs[at : at + columns] for at in range(0, len(region.vpcs), columns)]
    placed: list[tuple[Vpc, Box]] = []
    y: float = HEAD
    for row in rows:
        for column, vpc in enumerate(row):
            x = _PADDING + column * (BOX_WIDTH + _GAP_X)
            placed.append((vpc, Box(x, y, BOX_WIDTH, box_height(vpc))))
        y += max(map(box_height, row)) + _GAP_Y
    width = 2 * _PADDING + columns * BOX_WIDTH + (columns - 1) * _GAP_X
    return _Framed(width, y - _GAP_Y + _PADDING, tuple(placed))


type _Shelved = tuple[list[tuple[float, float]], float, float]


def _shelves(sizes: Sequence[tuple[float, float]], gap: float) -> _Shelved:
    """Set things side by side, on as many shelves as let the whole be shown largest."""
    area = sum((width + gap) * (height + gap) for width, height in sizes)
    least = max((width for width, _ in sizes), default=0.0)
    widths = (max(math.sqrt(area * _ASPECT) * share, least) for share in _SHARES)
    return min(
        (_shelved(sizes, gap, widest) for widest in widths),
        key=lambda shelved: max(shelved[1] / _ASPECT, shelved[2]),
    )


def _shelved(sizes: Sequence[tuple[float, float]], gap: float, widest: float) -> _Shelved:
    corners: list[tuple[float, float]] = []
    x = y = depth = reached = 0.0
    for width, height in sizes:
        if x and x + width > widest:
            x, y, depth = 0.0, y + depth + gap, 0.0
        corners.append((x, y))
        x, depth = x + width + gap, max(depth, height)
        reached = max(reached, x - gap)
    return corners, reached, y + depth


def _order(chart: Chart) -> list[AccountId]:
    """The accounts, each next to those that it shares most connections with."""
    shared = dict[tuple[AccountId, AccountId], int]()
    for one, other in _joined(chart):
        shared[one, other] = shared.get((one, other), 0) + 1
    left = [account.id for account in chart.accounts]
    ordered: list[AccountId] = []
    while left:
        near = _nearness(shared, ordered or left)
        best = max(left, key=lambda account: (near(account), -left.index(account)))
        left.remove(best)
        ordered.append(best)
    return ordered


def _nearness(
    shared: dict[tuple[AccountId, AccountId], int], others: Sequence[AccountId]
) -> Callable[[AccountId], int]:
    return lambda account: sum(shared.get((account, other), 0) for other in others)


def _joined(chart: Chart) -> Iterator[tuple[AccountId, AccountId]]:
    for line in chart.lines:
        ends = (line.connection.requester, line.connection.accepter)
        one, other = (vpc.scope.account_id for vpc in ends)
        yield one, other
        yield other, one


def boxes(placed: Layout) -> dict[VpcId, Box]:
    """Each VPC's box."""
    return {vpc.id: box for vpc, box in placed.vpcs}
