"""Calls of one connection: ours, the floor's and the peers', on one local EC2 in one run."""

from collections.abc import Iterator

from bench.built import built
from bench.calls.case import Case
from bench.calls.counting import CASES, ESTATES, Counted, Estate, counted
from bench.calls.floor import accept_floor, again_floor, route_floor
from bench.calls.ours import Steps
from bench.calls.peers import ANSIBLE_NAME, GUIDE_NAME
from bench.calls.tally import Tally
from bench.figures import Figure, Line, Measured, Measurement, Plot


def measure() -> Measured:
    """Connect every case by each tool, each on a pair of its own; ours also in growing estates."""
    found = counted(built().parent)
    return Measured(tuple(_figures(found)), (_plot_of_cases(found), _plot_of_growth(found)))


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
    least = counted.beside[ESTATES[0]].total
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

    floors = {case: float((accept_floor(case) + route_floor(case)).total) for case in CASES}
    ours = {case: float(steps.total) for case, steps in counted.ours.items()}
    peers = (
        line(name, {case: float(counted.peers[name, case][0].total) for case in CASES})
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
    least = float(counted.beside[ESTATES[0]].total)
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
                    tuple((_short(one), counted.peers[name, CASES[0]][0].total) for one in ESTATES),
                )
                for name in (GUIDE_NAME, ANSIBLE_NAME)
            ),
        ),
        goal=Line("goal: no growth", tuple((_short(one), least) for one in ESTATES)),
    )


def _short(estate: Estate) -> str:
    return f"{estate.accounts}, {estate.regions}, {estate.connections}"


CALLS = Measurement(
    name="calls",
    question="How many calls does one connection take, and how many would others make?",
    run=measure,
)
