"""Cold starts of every function, against the floor and against a plain build, in one run."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from bench.built import built
from bench.cold.plain import plain_build
from bench.cold.starts import CLIENT, FLOOR, NOTHING, OURS, PLAIN, WORK, Bench, Starts
from bench.cold.work import Work
from bench.figures import Figure, Line, Measured, Measurement, Plot
from bench.heard import Heard
from localcloud import runtime
from tests.deployed.runtime_hub import LAYERS, runtime_hub
from tests.stacks.templates import FUNCTIONS

_ROUNDS = 4
_PLAIN_ROUNDS = 2  # of twice as long starts, whose goal is far off
_MOST_OF_THE_FLOOR, _MOST_OF_THE_PLAIN = 1.2, 0.7
_MOST_MEBIBYTES, _MOST_ZIPPED = 100, 10
_FILES = {CLIENT: "client", NOTHING: "nothing", WORK: "work"}


def measure() -> Measured:
    """Build both ways, then start every function in turn, round by round."""
    folders, heard = {OURS: built().parent, PLAIN: plain_build()}, Heard()
    with (
        TemporaryDirectory() as temporary,
        runtime_hub(folders[OURS], folder := Path(temporary), heard.through) as hub,
    ):
        opt = {how: runtime.unpacked(folders[how], LAYERS, folder / how) for how in folders}
        bench = Bench(hub, heard, folder, folders, opt)
        work = Work(hub)
        for number in range(_ROUNDS):
            _round(bench, work)
            if number < _PLAIN_ROUNDS:
                _plain_round(bench, work)
        figures = (*_figures(bench.starts), _bytes(folders[OURS], folder))
    return Measured(figures, tuple(_plots(bench.starts)))


def _round(bench: Bench, work: Work) -> None:
    """Each function once each way, and its floors beside it."""
    for name in FUNCTIONS:
        bench.floor()
        bench.with_a_client(name, work.nothing(name))
        bench.function(name, OURS, NOTHING, work.nothing(name))
        asked = bench.function(name, OURS, WORK, work.all_of(name))
        bench.floor_of_work(name, asked)


def _plain_round(bench: Bench, work: Work) -> None:
    """Each function as the plain build makes it."""
    for name in FUNCTIONS:
        bench.function(name, PLAIN, NOTHING, work.nothing(name))
        bench.function(name, PLAIN, WORK, work.all_of(name))


def _figures(starts: Starts) -> Iterator[Figure]:
    floor = starts.milliseconds(FLOOR, OURS, NOTHING)
    yield Figure("The floor: Python, boto3, one EC2 client", floor, "ms", floor=floor)
    for name in FUNCTIONS:
        yield from _against_the_floor(name, starts)
        yield from _against_the_plain_build(name, starts)
        least = starts.milliseconds(FLOOR, name, WORK)
        yield Figure(
            f"{name}: first answer, {WORK}, against as many bare requests",
            starts.milliseconds(name, OURS, WORK),
            "ms",
            goal=_MOST_OF_THE_FLOOR * least,
            floor=least,
        )
    most = max(starts.mebibytes(name, OURS, WORK) for name in FUNCTIONS)
    yield Figure("The most memory that any function held", most, "MiB", goal=_MOST_MEBIBYTES)


def _against_the_floor(name: str, starts: Starts) -> Iterator[Figure]:
    for what, taken in (
        (f"{name}: first answer, {CLIENT}", starts.milliseconds),
        (f"{name}: of that on the processor", starts.on_processor),
    ):
        floor = taken(FLOOR, OURS, NOTHING)
        goal = _MOST_OF_THE_FLOOR * floor
        yield Figure(what, taken(name, OURS, CLIENT), "ms", goal=goal, floor=floor)


def _against_the_plain_build(name: str, starts: Starts) -> Iterator[Figure]:
    for given in (NOTHING, WORK):
        plain = starts.milliseconds(name, PLAIN, given)
        yield Figure(
            f"{name}: first answer, {given}",
            starts.milliseconds(name, OURS, given),
            "ms",
            goal=_MOST_OF_THE_PLAIN * plain,
            peers={PLAIN: plain},
        )


def _bytes(built: Path, folder: Path) -> Figure:
    zipped = 0
    for layer in LAYERS:
        archive = folder / f"{layer}.zip"
        with ZipFile(archive, "w", ZIP_DEFLATED) as into:
            for file in sorted((built / layer).rglob("*")):
                into.write(file, file.relative_to(built / layer))
        zipped += archive.stat().st_size
    return Figure("The layers, zipped", zipped / 1e6, "MB", goal=_MOST_ZIPPED)


def _plots(starts: Starts) -> Iterator[Plot]:
    floor = starts.milliseconds(FLOOR, OURS, NOTHING)
    floors = Line("floor", tuple((name, floor) for name in FUNCTIONS))
    yield _plot(CLIENT, (_by_function(starts, OURS, CLIENT), floors), floors, _MOST_OF_THE_FLOOR)
    ways = [
        (given, tuple(_by_function(starts, how, given) for how in (OURS, PLAIN)))
        for given in (NOTHING, WORK)
    ]
    least = ((name, starts.milliseconds(FLOOR, name, WORK)) for name in FUNCTIONS)
    beside = {NOTHING: floors, WORK: Line("as many bare requests", tuple(least))}
    for given, lines in ways:
        yield _plot(given, (*lines, beside[given]), lines[1], _MOST_OF_THE_PLAIN)


def _by_function(starts: Starts, how: str, given: str) -> Line:
    return Line(how, tuple((name, starts.milliseconds(name, how, given)) for name in FUNCTIONS))


def _plot(given: str, lines: tuple[Line, ...], held_against: Line, most: float) -> Plot:
    return Plot(
        name=f"cold-{_FILES[given]}",
        title=f"From process start to first answer, {given}",
        x="function",
        y="milliseconds (the fastest)",
        lines=lines,
        goal=Line(
            f"goal: {most} of the {held_against.name}",
            tuple((name, most * float(ms)) for name, ms in held_against.points),
        ),
    )


COLD = Measurement(
    name="cold",
    question="How long from the start of a function's process to its first answer?",
    run=measure,
)
