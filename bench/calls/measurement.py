"""Calls of one connection: ours, the floor's and the peers', on one local EC2 in one run."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.built import built
from bench.calls.case import Case, all_routed
from bench.calls.floor import accept_floor, again_floor, route_floor
from bench.calls.ours import Ours, Steps
from bench.calls.peers import ANSIBLE_NAME, GUIDE_NAME, Peer
from bench.calls.tally import Tally, tally_of
from bench.figures import Figure, Line, Measured, Measurement, Plot
from bench.heard import Heard
from tests.deployed.runtime_hub import runtime_hub
from tests.localcloud.ec2_server import Server

_CASES = (Case(1, 1), Case(2, 2), Case(5, 2), Case(2, 2, together=True))
_FEW = 2  # accounts, and Regions: those of the connection itself


@dataclass(frozen=True, slots=True)
class Estate:
    """What there is beside one connection."""

    accounts: int = _FEW
    regions: int = _FEW
    connections: int = 1

    def __str__(self) -> str:
        """As a figure names it."""
        return (
            f"{self.accounts} accounts in {self.regions} Regions governed, "
            f"{self.connections} more connections standing"
        )


# Each grows alone, then all of them together; connections only ever come to stand.
_ESTATES = (
    Estate(),
    Estate(accounts=200),
    Estate(regions=20),
    Estate(connections=10),
    Estate(accounts=200, regions=20, connections=100),
)


@dataclass(slots=True)
class Counted:
    """Every count."""

    ours: dict[Case, Steps] = field(default_factory=dict)
    peers: dict[tuple[str, Case], tuple[Tally, Tally]] = field(default_factory=dict)
    beside: dict[Estate, Steps] = field(default_factory=dict)


def measure() -> Measured:
    """Connect every case by each tool, each on a pair of its own; then ours in growing estates."""
    counted, heard = Counted(), Heard()
    folders = built().parent
    with TemporaryDirectory() as folder, ExitStack() as stack:
        hub = stack.enter_context(runtime_hub(folders, Path(folder), heard.through))
        ours = Ours(hub, heard, folders, Path(folder))
        ours.govern(_FEW, _FEW)
        for case in _CASES:
            peers = case.build(hub.server)
            counted.ours[case] = ours.connect(peers.request(), peers, case)
            for name in (GUIDE_NAME, ANSIBLE_NAME):
                peer = Peer(name, hub.server.endpoint)
                counted.peers[name, case] = _peers_calls(peer, case, hub.server, heard)
    with TemporaryDirectory() as folder, runtime_hub(folders, Path(folder), heard.through) as hub:
        _grow(counted, Ours(hub, heard, folders, Path(folder)))
    return Measured(tuple(_figures(counted)), (_plot_of_cases(counted), _plot_of_growth(counted)))


def _grow(counted: Counted, ours: Ours) -> None:
    """Connect one case in every estate."""
    stand, server = 0, ours.hub.server
    for estate in _ESTATES:
        ours.govern(estate.accounts, estate.regions)
        for _ in range(estate.connections - stand):
            _CASES[0].build(server).peer()
        stand = max(stand, estate.connections)
        peers = _CASES[0].build(server)
        counted.beside[estate] = ours.connect(peers.request(), peers, _CASES[0])


def _peers_calls(peer: Peer, case: Case, server: Server, heard: Heard) -> tuple[Tally, Tally]:
    """What it takes the peer, and what it takes once more when nothing is to be done."""
    peers = case.build(server)
    connection_id = peers.request()
    tallies = []
    for _ in range(2):
        words = peer.words(connection_id, peers)
        heard.take()  # what was read to tell the peer of it is nothing that the peer asked for
        peer.run(words)
        tallies.append(tally_of(heard.take()))
        all_routed(peers, connection_id, case)
    first, again = tallies
    return first, again


def _figures(counted: Counted) -> Iterator[Figure]:
    for case, steps in counted.ours.items():
        floor = accept_floor(case) + route_floor(case)
        yield Figure(
            f"{case}: until both sides are routed",
            steps.total,
            "calls",
            goal=floor.total + 1,
            floor=floor.total,
            peers=_of_peers(counted, case, again=False),
        )
        yield from _steps(case, steps)
        yield from _once_more(counted, case, steps.again)
    least = counted.beside[_ESTATES[0]].total
    for estate, steps in counted.beside.items():
        yield Figure(str(estate), steps.total, "calls", goal=least)


def _once_more(counted: Counted, case: Case, again: Tally) -> Iterator[Figure]:
    most, floor = 2 if case.together else 4, again_floor(case)
    yield Figure(
        f"{case}: once more, all calls",
        again.total,
        "calls",
        goal=floor.total,
        floor=floor.total,
        peers=_of_peers(counted, case, again=True),
    )
    yield Figure(f"{case}: of these reads", again.reads, "calls", goal=most, floor=floor.reads)
    yield Figure(f"{case}: of these writes", again.writes, "calls", goal=0, floor=floor.writes)


def _steps(case: Case, steps: Steps) -> Iterator[Figure]:
    told = (("accept", steps.accept, accept_floor), ("route", steps.route, route_floor))
    for step, made, floor in told:
        yield Figure(
            f"{case}: {step}",
            made.total,
            "calls",
            floor=floor(case).total,
            note=f"{made.sessions} AssumeRole, {made.reads} reads, {made.writes} writes.",
        )


def _of_peers(counted: Counted, case: Case, *, again: bool) -> dict[str, float]:
    names = (GUIDE_NAME, ANSIBLE_NAME)
    return {name: counted.peers[name, case][int(again)].total for name in names}


def _plot_of_cases(counted: Counted) -> Plot:
    def line(name: str, values: dict[Case, float]) -> Line:
        return Line(name, tuple((str(case), value) for case, value in values.items()))

    floors = {case: float((accept_floor(case) + route_floor(case)).total) for case in _CASES}
    ours = {case: float(steps.total) for case, steps in counted.ours.items()}
    peers = (
        line(name, {case: float(counted.peers[name, case][0].total) for case in _CASES})
        for name in (GUIDE_NAME, ANSIBLE_NAME)
    )
    return Plot(
        name="calls",
        title="Calls to EC2 and STS until both sides are routed",
        x="where, and route tables a side x blocks a VPC",
        y="calls",
        lines=(line("this program", ours), line("floor", floors), *peers),
        goal=line("goal: floor + 1", {case: floor + 1 for case, floor in floors.items()}),
    )


def _plot_of_growth(counted: Counted) -> Plot:
    least = float(counted.beside[_ESTATES[0]].total)
    return Plot(
        name="calls-growth",
        title="Calls for one connection as the estate grows",
        x="accounts, Regions, other connections",
        y="calls",
        lines=(
            Line(
                "this program",
                tuple((_short(one), float(steps.total)) for one, steps in counted.beside.items()),
            ),
            *(
                Line(
                    name,
                    tuple(
                        (_short(one), counted.peers[name, _CASES[0]][0].total) for one in _ESTATES
                    ),
                )
                for name in (GUIDE_NAME, ANSIBLE_NAME)
            ),
        ),
        goal=Line("goal: no growth", tuple((_short(one), least) for one in _ESTATES)),
    )


def _short(estate: Estate) -> str:
    return f"{estate.accounts}, {estate.regions}, {estate.connections}"


CALLS = Measurement(
    name="calls",
    question="How many calls does one connection take, and how many would others make?",
    run=measure,
)
