"""Calls of one connection: ours, the floor's and the peers', on one local EC2 in one run."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.calls.case import Case
from bench.calls.floor import accept_floor, again_floor, route_floor
from bench.calls.heard import Heard, Tally
from bench.calls.ours import Ours, Steps
from bench.calls.peers import ANSIBLE_NAME, GUIDE_NAME, Peer
from bench.figures import Figure, Line, Measured, Measurement, Plot
from demo.stage import build, staged_project
from tests.deployed.runtime_hub import runtime_hub
from tests.localcloud.ec2_server import Server

_CASES = (Case(1, 1), Case(2, 2), Case(5, 2), Case(2, 2, together=True))
_BESIDE = (1, 10, 100)  # so many times as much governed and as many connections as are needed


@dataclass(slots=True)
class Counted:
    """Every count."""

    ours: dict[Case, Steps] = field(default_factory=dict)
    peers: dict[tuple[str, Case], tuple[Tally, Tally]] = field(default_factory=dict)
    beside: dict[int, Steps] = field(default_factory=dict)


def measure() -> Measured:
    """Connect every case by each tool, each on a pair of its own; then ours in growing estates."""
    counted, heard = Counted(), Heard()
    built = build(staged_project()).parent
    with TemporaryDirectory() as folder, ExitStack() as stack:
        hub = stack.enter_context(runtime_hub(built, Path(folder), heard.through))
        ours = Ours(hub, heard, built, Path(folder))
        ours.govern(2)
        for case in _CASES:
            peers = case.build(hub.server)
            counted.ours[case] = ours.connect(peers.request(), peers)
            for name in (GUIDE_NAME, ANSIBLE_NAME):
                peer = Peer(name, hub.server.endpoint)
                counted.peers[name, case] = _peers_calls(peer, case, hub.server, heard)
        for times in _BESIDE:
            ours.govern(2 * times)
            _stand(times, hub.server)
            peers = _CASES[0].build(hub.server)
            counted.beside[times] = ours.connect(peers.request(), peers)
    return Measured(tuple(_figures(counted)), (_plot_of_cases(counted), _plot_of_growth(counted)))


def _peers_calls(peer: Peer, case: Case, server: Server, heard: Heard) -> tuple[Tally, Tally]:
    """What it takes the peer, and what it takes once more when nothing is to be done."""
    peers = case.build(server)
    connection_id = peers.request()
    tallies = []
    for _ in range(2):
        words = peer.words(connection_id, peers)
        heard.take()  # what was read to tell the peer of it is nothing that the peer asked for
        peer.run(words)
        tallies.append(heard.take())
    first, again = tallies
    return first, again


def _stand(count: int, server: Server) -> None:
    """Let so many other connections stand in the same accounts."""
    for _ in range(count):
        peers = Case(1, 1).build(server)
        connection_id = peers.request()
        peers.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


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
        yield Figure(
            f"{case}: once more, reads",
            steps.again.reads,
            "calls",
            goal=2 if case.together else 4,
            floor=again_floor(case).reads,
            peers=_of_peers(counted, case, again=True),
            note="The peers' figures are all of their calls, writes among them.",
        )
        yield Figure(f"{case}: once more, writes", steps.again.writes, "calls", goal=0)
    least = counted.beside[_BESIDE[0]].total
    for times, steps in counted.beside.items():
        yield Figure(
            f"{2 * times} accounts governed, {times} more connections standing",
            steps.total,
            "calls",
            goal=least,
        )


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
    points = tuple((2 * times, float(steps.total)) for times, steps in counted.beside.items())
    return Plot(
        name="calls-growth",
        title="Calls for one connection as the estate grows",
        x="accounts governed (and half as many other connections)",
        y="calls",
        lines=(Line("this program", points),),
        goal=Line("goal: no growth", tuple((x, points[0][1]) for x, _ in points)),
    )


CALLS = Measurement(
    name="calls",
    question="How many calls does one connection take, and how many would others make?",
    run=measure,
)
