"""Surveys of scopes of every size, and the sweep that queues a thousand of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figures import Figure, Line, Measured, Measurement, Plot
from bench.sweep.filled import HUBS, SPOKES
from bench.sweep.live import Live, live
from bench.sweep.own_process import Took, surveyed, swept
from bench.sweep.pages import Pages, renamed
from bench.sweep.rates import refused
from peering.core.model import Scope

_LIVE = (10, 100, 1_000)
_TIMES = 10  # the largest of these so many times over
_SCOPES = (10, 100, 1_000)
_ROUNDS = 3
_A_SECOND = 5_000
_MOST_MEGABYTES = 256
_TO_A_BATCH = 10  # messages: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html


@dataclass(frozen=True, slots=True)
class Scoped:
    """One scope with so many connections, and what surveying it took, round by round."""

    connections: int
    calls: int  # to EC2
    needed: int  # pages
    wrong: int  # connections queued in order, or out of order and not queued
    rounds: tuple[Took, ...]

    @property
    def seconds(self) -> float:
        """On the processor."""
        return median(took.seconds for took in self.rounds)

    @property
    def judging(self) -> float:
        """Of them in the core."""
        return median(took.triage_seconds for took in self.rounds)


@dataclass(slots=True)
class Found:
    """Everything that was measured."""

    spokes: list[Scoped] = field(default_factory=list)
    hubs: list[Scoped] = field(default_factory=list)
    sweeps: dict[int, Took] = field(default_factory=dict)


def measure() -> Measured:
    """Survey live scopes of growing size, then their pages repeated; then sweep."""
    found = Found()
    with TemporaryDirectory() as folder:
        for connections in _LIVE:
            with live(connections) as here:
                into = Path(folder) / str(connections)
                found.spokes.append(_live(here, SPOKES, into / "spokes"))
                found.hubs.append(_live(here, HUBS, into / "hubs"))
                if connections == _LIVE[-1]:
                    pages = Pages(into / "spokes")
                    found.spokes.append(_repeated(here, pages, into / "repeated"))
        for scopes in _SCOPES:
            found.sweeps[scopes] = swept(_governing(scopes, Path(folder)))
    return Measured(tuple(_figures(found)), tuple(_plots(found)))


def _live(here: Live, where: Scope, into: Path) -> Scoped:
    """Survey the local EC2, and its pages once more in a process of their own."""
    pages, seen = here.record(where, into)
    rounds = tuple(surveyed(pages, where) for _ in range(_ROUNDS))
    lacking = here.filled.lacking[where]
    wrong = max(len(queued ^ lacking) for queued in (seen.queued, *(r.queued for r in rounds)))
    calls = sum(seen.asked.values())
    return Scoped(len(here.filled.connections), calls, pages.needed(), wrong, rounds)


def _repeated(here: Live, pages: Pages, into: Path) -> Scoped:
    repeated = pages.repeated(_TIMES, into)
    rounds = tuple(surveyed(repeated, SPOKES) for _ in range(_ROUNDS))
    lacking = {renamed(pcx, time) for pcx in here.filled.lacking[SPOKES] for time in range(_TIMES)}
    wrong = max(len(took.queued ^ lacking) for took in rounds)
    calls = sum(count for name, count in rounds[0].asked.items() if name.startswith("Describe"))
    return Scoped(_TIMES * len(here.filled.connections), calls, repeated.needed(), wrong, rounds)


def _governing(scopes: int, folder: Path) -> Pages:
    """Approvals for so many scopes: a tenth as many accounts, ten Regions each."""
    accounts = ", ".join(f'"{number:012}"' for number in range(1, scopes // 10 + 1))
    regions = ", ".join(f"eu-west-{number}" for number in range(1, 11))
    into = folder / f"{scopes} scopes"
    into.mkdir()
    (into / "approvals.yaml").write_text(
        f"version: 1\ngoverns: [{{accounts: [{accounts}], regions: [{regions}]}}]\nrules: []\n"
    )
    return Pages(into)


def _figures(found: Found) -> Iterator[Figure]:
    for scoped in found.spokes:
        yield from _figures_of(f"{scoped.connections:,} connections", scoped)
    hubs = found.hubs[-1]
    yield from _figures_of(f"{hubs.connections:,} of hubs with 50 each", hubs)
    most, before = found.spokes[-1], found.spokes[-2]
    yield Figure(
        f"Processor time of {most.connections:,} over that of {before.connections:,}",
        most.seconds / before.seconds,
        "times",
        goal=1.1 * most.connections / before.connections,
        note="Linear is the ratio of the connections.",
    )
    yield Figure(
        f"{most.connections:,}: requests over EC2's rate",
        refused(most.rounds[0].asked_at),
        "calls",
        goal=0,
        note="Paced by the survey's own work, on the share of a processor that Lambda gives for "
        "the function's memory; EC2's time to answer is left out, which would only slow it down.",
    )
    for scopes, took in found.sweeps.items():
        asked = {name: count for name, count in took.asked.items() if name != "SendMessageBatch"}
        yield Figure(
            f"{scopes:,} scopes: the sweep's requests",
            sum(took.asked.values()),
            "calls",
            goal=ceil(scopes / _TO_A_BATCH),
            floor=ceil(scopes / _TO_A_BATCH),
            note=f"To SQS, ten messages each; {sum(asked.values())} to anything else. It takes "
            f"{took.seconds:.2f} s on the processor, {took.megabytes:.0f} MB.",
        )


def _figures_of(what: str, scoped: Scoped) -> Iterator[Figure]:
    asked = scoped.rounds[0].asked
    yield Figure(
        f"{what}: calls to EC2",
        scoped.calls,
        "calls",
        goal=scoped.needed,
        floor=scoped.needed,
        note=f"The pages that EC2 needs. Beside them {asked['BatchGetItem']} requests to the "
        f"ledger and {asked.get('SendMessageBatch', 0)} to SQS.",
    )
    yield Figure(
        f"{what}: queued in order, or out of order and not queued", scoped.wrong, "", goal=0
    )
    if scoped.connections < _LIVE[-1]:
        return  # too few to tell anything of a second
    yield Figure(
        f"{what}: judged and planned",
        scoped.connections / scoped.judging,
        "a second",
        goal=_A_SECOND,
        more_is_better=True,
        note=f"By ten rules, with reasons: {scoped.judging:.2f} s of {scoped.seconds:.2f} s on "
        "the processor. The rest is botocore's reading of the pages.",
    )
    megabytes = max(took.megabytes for took in scoped.rounds)
    yield Figure(f"{what}: memory", megabytes, "MB", goal=_MOST_MEGABYTES)


def _plots(found: Found) -> Iterator[Plot]:
    sizes = [scoped.connections for scoped in found.spokes]
    yield Plot(
        name="sweep-calls",
        title="Calls to EC2 for a survey of one scope",
        x="connections, two route tables each",
        y="calls",
        lines=(
            Line("this program", tuple((one.connections, one.calls) for one in found.spokes)),
            Line("four reads for each", tuple((size, 4.0 * size) for size in sizes)),
        ),
        goal=Line("goal: the pages", tuple((one.connections, one.needed) for one in found.spokes)),
        logarithmic=True,
    )
    yield Plot(
        name="sweep-seconds",
        title="Processor time for a survey of one scope",
        x="connections, two route tables each",
        y="seconds on the processor",
        lines=(
            Line("in all", tuple((one.connections, one.seconds) for one in found.spokes)),
            Line("judged, planned", tuple((one.connections, one.judging) for one in found.spokes)),
        ),
        goal=Line("goal: 5,000 a second", tuple((size, size / _A_SECOND) for size in sizes)),
        logarithmic=True,
    )


SWEEP = Measurement(
    name="sweep",
    question="What does it cost to look at everything, however much there is?",
    run=measure,
)
