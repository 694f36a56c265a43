"""What a connection uses from its request to its message, and what a sweep uses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.cold.start import child, on_processor
from bench.cold.work import Work
from bench.money.listened import Listened
from bench.money.usage import Usage
from demo.stage import build, staged_project
from tests.deployed.runtime_hub import RuntimeHub, runtime_hub

_TIMES = 10
_WORKS = ("accept", "route", "notify", "survey", "sweep")


@dataclass(frozen=True, slots=True)
class Lives:
    """What one invocation of each function uses, and one that has nothing to do."""

    of: dict[str, Usage]
    nothing: Usage

    @property
    def connection(self) -> Usage:
        """From the request to the message that it is routed.

        Two records are forwarded from the members: the request, and our own acceptance, which
        route looks at and leaves. Two announcements follow, Accepted and Routed.
        """
        told = self.of["notify"].times(2)
        invoked = self.of["accept"] + self.of["route"] + self.nothing + told
        return invoked + Usage(messages=5, events=2)

    @property
    def scope(self) -> Usage:
        """One scope's survey, and its share of the sweep: it is a message of ten."""
        return self.of["survey"] + Usage(messages=1, sends=0.1)


def lives() -> Lives:
    """Invoke every function with all of its work, again and again, and take the average."""
    listened = Listened()
    with (
        TemporaryDirectory() as folder,
        runtime_hub(build(staged_project()).parent, Path(folder), listened.through) as hub,
    ):
        work = Work(hub)
        for name in _WORKS:
            hub.invoke(name, work.all_of(name))  # a new environment is rare, and is not counted
        of = {
            name: _average([_used(hub, listened, name, work.all_of(name)) for _ in range(_TIMES)])
            for name in _WORKS
        }
        left = [_used(hub, listened, "route", work.nothing("route")) for _ in range(_TIMES)]
        return Lives(of, _average(left))


def _average(used: Sequence[Usage]) -> Usage:
    return sum(used, start=Usage()).times(1 / len(used))


def _used(hub: RuntimeHub, listened: Listened, name: str, event: object) -> Usage:
    started = hub.started(name)
    process = child(started.emulator)
    seconds, written = on_processor(process), started.log.stat().st_size
    with _listening(listened):
        hub.invoke(name, event)
    return listened.usage + Usage(
        invocations=1,
        processor_seconds=on_processor(process) - seconds,
        log_bytes=started.log.stat().st_size - written,
    )


@contextmanager
def _listening(listened: Listened) -> Iterator[None]:
    listened.usage, listened.open = Usage(), True
    yield
    listened.open = False
