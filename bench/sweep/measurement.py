"""Surveys of scopes of every size, and the sweep that queues a thousand of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, Line, Measured, Measurement, Plot
from bench.sweep.filled import HUBS, SPOKES
from bench.sweep.live import Live, live
from bench.sweep.own_process import Took, surveyed, swept
from bench.sweep.pages import Pages, renamed
from bench.sweep.rates import refused
from bench.sweep.scoped import Scoped
from peering.core.model import Scope

_LIVE = (10, 100, 1_000)
_TIMES = 10  # the largest of these so many times over
_SCOPES = (10, 100, 1_000)
_ROUNDS = 3
_A_SECOND = 5_000
_MOST_MEBIBYTES = 256
_KEYS_A_QUERY = (
    100  # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
)
_TO_A_BATCH = 10  # messages: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html


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
                if connections == _LIVE[-1]:
                    found.hubs.append(_live(here, HUBS, into / "hubs"))
                    pages = Pages(into / "spokes")
                    found.spokes.append(_repeated(here, pages, into / "repeated"))
        for scopes in _SCOPES:
            found.sweeps[scopes] = _swept(scopes, Path(folder))
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


def _swept(scopes: int, folder: Path) -> Took:
    """Sweep a tenth as many accounts of ten Regions each. Raises RuntimeError if one is missed."""
    accounts = [f"{number:012}" for number in range(1, scopes // 10 + 1)]
    regions = [f"eu-west-{number}" for number in range(1, 11)]
    into = folder / f"{scopes} scopes"
    into.mkdir()
    (into / "approvals.yaml").write_text(
        json.dumps(
            {"version": 1, "governs": [{"accounts": accounts, "regions": regions}], "rules": []}
        )
    )
    took = swept(Pages(into))
    if took.surveys != sorted(f"{account}/{region}" for account in accounts for region in regions):
        raise RuntimeError(
            f"{len(took.surveys)} surveys were queued, not each of {scopes} scopes once"
        )
    return took


def _figures(found: Found) -> Iterator[Figure]:
    for scoped in found.spokes:
        yield from _figures_of(f"{scoped.connections:,} connections", scoped)
    (hubs,) = found.hubs
    yield from _figures_of(f"{hubs.connections:,} of hubs with 50 each", hubs)
    few, before, most = found.spokes[-3:]
    yield Figure(
        f"Processor time of each connection from {before.connections:,} to {most.connections:,}, "
        f"over that from {few.connections} to {before.connections:,}",
        most.each_beyond(before) / before.each_beyond(few),
        "times",
        goal=1.1,
        floor=1,
        note="Linear is 1: what each connection adds, less what a survey takes that finds none.",
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
            f"{took.seconds:.2f} s on the processor, {took.mebibytes:.0f} MiB.",
        )


def _figures_of(what: str, scoped: Scoped) -> Iterator[Figure]:
    asked = scoped.rounds[0].asked
    yield Figure(
        f"{what}: calls to EC2",
        scoped.calls,
        "calls",
        goal=scoped.needed,
        floor=scoped.needed,
        note="The pages that EC2 needs, each asked for at its full length. Beside them "
        f"{asked.get('SendMessageBatch', 0)} requests to SQS.",
    )
    queries = ceil(scoped.connections / _KEYS_A_QUERY)
    yield Figure(
        f"{what}: queries of the ledger",
        asked["BatchGetItem"],
        "calls",
        goal=queries,
        floor=queries,
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
    mebibytes = max(took.mebibytes for took in scoped.rounds)
    yield Figure(f"{what}: memory", mebibytes, "MiB", goal=_MOST_MEBIBYTES)


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
