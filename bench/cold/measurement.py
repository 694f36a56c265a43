"""Cold starts of every function, against the floor and against a plain build, in one run."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from bench.cold.plain import plain_build
from bench.cold.start import Code, Start, first_answer
from bench.cold.work import Work
from bench.figures import Figure, Line, Measured, Measurement, Plot
from demo.stage import build, staged_project
from localcloud import runtime
from tests.deployed.runtime_hub import LAYERS, RuntimeHub, runtime_hub
from tests.stacks.templates import FUNCTIONS

_ROUNDS = 5
_FLOOR = "floor"
_FLOORS_CODE = Path(__file__).with_name("floor")
_OURS, _PLAIN = "as built", "plain build"
_NOTHING, _WORK = "nothing to do", "all of its work"
_MOST_OF_THE_FLOOR, _MOST_OF_THE_PLAIN = 1.2, 0.7
_MOST_MEGABYTES, _MOST_ZIPPED = 100, 10

type Key = tuple[str, str, str]  # the function, how it was built, what it was given


@dataclass(slots=True)
class Starts:
    """Every start that was measured."""

    taken: defaultdict[Key, list[Start]] = field(default_factory=lambda: defaultdict(list))

    def milliseconds(self, *key: str) -> float:
        """From the start of the process to the first answer, in the middle of the rounds."""
        return 1000 * median(start.seconds for start in self._of(key))

    def on_processor(self, *key: str) -> float:
        """Of these the milliseconds on a processor."""
        return 1000 * median(start.on_processor for start in self._of(key))

    def megabytes(self, *key: str) -> float:
        """The most that any of them held."""
        return max(start.megabytes for start in self._of(key))

    def _of(self, key: Sequence[str]) -> list[Start]:
        name, built, given = key
        return self.taken[name, built, given]


def measure() -> Measured:
    """Build both ways, then start every function in turn, round by round."""
    ours, plain = build(staged_project()).parent, plain_build()
    with TemporaryDirectory() as folder, runtime_hub(ours, Path(folder)) as hub:
        opt = {
            _OURS: runtime.unpacked(ours, LAYERS, Path(folder) / "ours"),
            _PLAIN: runtime.unpacked(plain, LAYERS, Path(folder) / "plain"),
        }
        starts = _started(hub, {_OURS: ours, _PLAIN: plain}, opt, Path(folder))
        figures = (*_figures(starts), _bytes(ours, Path(folder)))
    return Measured(figures, tuple(_plots(starts)))


def _started(
    hub: RuntimeHub, built: Mapping[str, Path], opt: Mapping[str, Path], folder: Path
) -> Starts:
    """In every round each function once each way, so that whatever the machine does hits all."""
    starts, work, log = Starts(), Work(hub), folder / "start.log"
    floor = Code(_FLOORS_CODE, opt[_OURS])
    for _ in range(_ROUNDS):
        told = hub.environment("notify")
        starts.taken[_FLOOR, _OURS, _NOTHING].append(first_answer(floor, told, {}, log))
        for name in FUNCTIONS:
            for how in (_OURS, _PLAIN):
                code = Code(built[how] / f"{name.capitalize()}Function", opt[how])
                for given, event in ((_NOTHING, work.nothing(name)), (_WORK, work.all_of(name))):
                    start = first_answer(code, hub.environment(name), event, log)
                    _check(name, start)
                    starts.taken[name, how, given].append(start)
    return starts


def _check(name: str, start: Start) -> None:
    """A figure of a function that failed would be worth nothing. Raises RuntimeError."""
    match start.answer:
        case {"batchItemFailures": []} | None | {"statusCode": 200 | 400}:
            return
        case told:
            raise RuntimeError(f"{name} answered its first event with {told}")


def _figures(starts: Starts) -> Iterator[Figure]:
    floor = starts.milliseconds(_FLOOR, _OURS, _NOTHING)
    on_processor = starts.on_processor(_FLOOR, _OURS, _NOTHING)
    yield Figure("The floor: Python, boto3, one EC2 client", floor, "ms", floor=floor)
    for name in FUNCTIONS:
        plain = starts.milliseconds(name, _PLAIN, _NOTHING)
        took = starts.milliseconds(name, _OURS, _NOTHING)
        yield Figure(
            f"{name}: first answer, {_NOTHING}",
            took,
            "ms",
            goal=min(_MOST_OF_THE_FLOOR * floor, _MOST_OF_THE_PLAIN * plain),
            floor=floor,
            peers={_PLAIN: plain},
        )
        yield Figure(
            f"{name}: of that on the processor",
            starts.on_processor(name, _OURS, _NOTHING),
            "ms",
            goal=_MOST_OF_THE_FLOOR * on_processor,
            floor=on_processor,
            peers={_PLAIN: starts.on_processor(name, _PLAIN, _NOTHING)},
        )
        yield Figure(
            f"{name}: first answer, {_WORK}",
            starts.milliseconds(name, _OURS, _WORK),
            "ms",
            goal=_MOST_OF_THE_PLAIN * starts.milliseconds(name, _PLAIN, _WORK),
            peers={_PLAIN: starts.milliseconds(name, _PLAIN, _WORK)},
        )
    most = max(starts.megabytes(name, _OURS, _WORK) for name in FUNCTIONS)
    yield Figure("The most memory that any function held", most, "MB", goal=_MOST_MEGABYTES)


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
    floor = starts.milliseconds(_FLOOR, _OURS, _NOTHING)
    of_the_floor = Line(
        f"goal: {_MOST_OF_THE_FLOOR} of the floor",
        tuple((name, _MOST_OF_THE_FLOOR * floor) for name in FUNCTIONS),
    )
    of_the_plain = Line(
        f"goal: {_MOST_OF_THE_PLAIN} of the plain build",
        tuple((n, _MOST_OF_THE_PLAIN * starts.milliseconds(n, _PLAIN, _WORK)) for n in FUNCTIONS),
    )
    for given, file, goal in (
        (_NOTHING, "cold-nothing", of_the_floor),
        (_WORK, "cold-work", of_the_plain),
    ):
        yield Plot(
            name=file,
            title=f"From process start to first answer, {given}",
            x="function",
            y="milliseconds (median)",
            lines=(
                *(
                    Line(how, tuple((n, starts.milliseconds(n, how, given)) for n in FUNCTIONS))
                    for how in (_OURS, _PLAIN)
                ),
                Line("floor", tuple((name, floor) for name in FUNCTIONS)),
            ),
            goal=goal,
        )


COLD = Measurement(
    name="cold",
    question="How long from the start of a function's process to its first answer?",
    run=measure,
)
