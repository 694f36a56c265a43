"""What one invocation uses."""

from dataclasses import dataclass
from pathlib import Path

from bench.cold.start import Code, child, first_answer, on_processor
from bench.cold.task import Task
from bench.heard import Heard
from bench.money.asked import used_by
from bench.money.usage import Usage
from tests.deployed.runtime_hub import RuntimeHub

_OF_A_LINE = 26  # bytes beside its text: https://aws.amazon.com/cloudwatch/pricing/
_EMULATORS_OWN = "(rapid)"  # START, END and REPORT are Lambda's lines too


@dataclass(frozen=True, slots=True)
class Meter:
    """Invokes functions, and looks whether they did what was asked of them."""

    hub: RuntimeHub
    heard: Heard
    built: Path
    opt: Path
    log: Path

    def begin(self, name: str, task: Task) -> Usage:
        """Let an environment stand for what follows, and count nothing. Raises RuntimeError."""
        task.check(self.hub.invoke(name, task.event), self.hub.started(name).log)
        return Usage()

    def warm(self, name: str, task: Task) -> Usage:
        """What the invocation uses in an environment that stands. Raises RuntimeError."""
        started = self.hub.started(name)
        process = child(started.emulator)
        seconds, written = on_processor(process), started.log.stat().st_size
        self.heard.take()  # what was asked to make the task
        answer = self.hub.invoke(name, task.event)
        return self._used(task, answer, on_processor(process) - seconds, started.log, written)

    def cold(self, name: str, task: Task) -> Usage:
        """What it uses in a new one, whose start is billed as well. Raises RuntimeError."""
        code = Code(self.built / f"{name.capitalize()}Function", self.opt)
        told = self.hub.environment(name)
        self.heard.take()
        start = first_answer(code, told, task.event, self.log)
        return self._used(task, start.answer, start.on_processor, self.log, 0)

    def _used(self, task: Task, answer: object, seconds: float, log: Path, written: int) -> Usage:
        asked = used_by(self.heard.take())
        task.check(answer, log)
        logged = log_bytes(log.read_bytes()[written:].decode())
        return asked + Usage(invocations=1, processor_seconds=seconds, log_bytes=logged)


def log_bytes(log: str) -> int:
    """What CloudWatch Logs takes in of it."""
    lines = [line for line in log.splitlines() if _EMULATORS_OWN not in line]
    return sum(len(line.encode()) + _OF_A_LINE for line in lines)
