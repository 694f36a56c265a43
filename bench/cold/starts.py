"""Starts of the functions and of their floors, on one local AWS that hears what they ask."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.cold.start import Code, Start, first_answer
from bench.cold.task import Task
from bench.heard import Heard
from tests.deployed.runtime_hub import RuntimeHub

FLOOR = "floor"
OURS, PLAIN = "as built", "plain build"
CLIENT, NOTHING, WORK = "with one EC2 client", "nothing to do", "all of its work"
_FLOORS_CODE = Path(__file__).with_name("floor")
_FLOOR_OF_WORK = Path(__file__).with_name("floor_of_work")
# The floor makes a client of EC2, which a function with nothing to do does not.
_ONE_CLIENT = """
from peering.aws.session import CONFIG, session

session().create_client("ec2", config=CONFIG)
"""

type Key = tuple[str, str, str]  # the function, how it was built, what it was given


@dataclass(slots=True)
class Starts:
    """Every start that was measured.

    The fastest of the rounds counts: what else a machine does can only slow one down.
    """

    taken: defaultdict[Key, list[Start]] = field(default_factory=lambda: defaultdict(list))

    def milliseconds(self, *key: str) -> float:
        """From the start of the process to the first answer."""
        return 1000 * min(start.seconds for start in self._of(key))

    def on_processor(self, *key: str) -> float:
        """Of these the milliseconds on a processor."""
        return 1000 * min(start.on_processor for start in self._of(key))

    def mebibytes(self, *key: str) -> float:
        """The most that any of them held."""
        return max(start.mebibytes for start in self._of(key))

    def _of(self, key: Sequence[str]) -> list[Start]:
        name, built, given = key
        return self.taken[name, built, given]


@dataclass(slots=True)
class Bench:
    """Where functions are started, and what reaches AWS of it."""

    hub: RuntimeHub
    heard: Heard
    folder: Path
    built: dict[str, Path]
    opt: dict[str, Path]
    starts: Starts = field(default_factory=Starts)

    def floor(self) -> None:
        """Start the floor."""
        self._start((FLOOR, OURS, NOTHING), Code(_FLOORS_CODE, self.opt[OURS]), {})

    def with_a_client(self, name: str, task: Task) -> None:
        """Start the function, with one client of EC2 made beside what it makes."""
        made = self.folder / "client" / name
        if not made.exists():
            shutil.copytree(self._function(name, OURS), made)
            (made / "app.py").write_text((made / "app.py").read_text() + _ONE_CLIENT)
        key = name, OURS, CLIENT
        task.check(self._start(key, Code(made, self.opt[OURS]), task.event), self._log)

    def function(self, name: str, how: str, given: str, task: Task) -> Counter[str]:
        """Start the function; the requests that it made, by service."""
        code = Code(self._function(name, how), self.opt[how])
        answer = self._start((name, how, given), code, task.event)
        asked = Counter(ask.service for ask in self.heard.take())
        task.check(answer, self._log)
        return asked

    def floor_of_work(self, name: str, asked: Counter[str]) -> None:
        """Start what does nothing but make so many requests. Raises RuntimeError."""
        key = FLOOR, name, WORK
        answer = self._start(key, Code(_FLOOR_OF_WORK, self.opt[OURS]), dict(asked))
        if answer is not None or Counter(ask.service for ask in self.heard.take()) != asked:
            raise RuntimeError(f"the floor of {name}'s work answered {answer}")

    def _function(self, name: str, how: str) -> Path:
        return self.built[how] / f"{name.capitalize()}Function"

    @property
    def _log(self) -> Path:
        return self.folder / "start.log"

    def _start(self, key: Key, code: Code, event: object) -> object:
        told = self.hub.environment("accept" if key[0] == FLOOR else key[0])
        self.heard.take()  # what was asked beside it
        start = first_answer(code, told, event, self._log)
        self.starts.taken[key].append(start)
        return start.answer
