"""One cold start, measured from outside the process."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud import runtime

# Lambda mounts code and layers read-only, so no start leaves byte code for the next one.
_AS_IN_LAMBDA = {"PYTHONDONTWRITEBYTECODE": "1"}
_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Start:
    """What one start took: seconds, of them on a processor, and mebibytes at the most."""

    seconds: float
    on_processor: float
    mebibytes: float
    answer: Any


@dataclass(frozen=True, slots=True)
class Code:
    """What is started: a function's folder, and its layers laid over each other."""

    function: Path
    opt: Path


def first_answer(code: Code, environment: Mapping[str, str], event: object, log: Path) -> Start:
    """Start it in Lambda's own runtime interface, and wait for its answer to the event."""
    told = {**environment, **_AS_IN_LAMBDA}
    began = time.perf_counter()
    with runtime.running(code.function, code.opt, "app.handler", told, log) as started:
        answer = started.invoke(event)
        seconds = time.perf_counter() - began
        process = child(started.emulator)
        return Start(seconds, on_processor(process), _mebibytes(process), answer)


def child(parent: int) -> int:
    """The function's process, which the emulator started."""
    children = Path(f"/proc/{parent}/task").glob("*/children")
    found = [int(child) for file in children for child in file.read_text().split()]
    return found[0]


def on_processor(process: int) -> float:
    """The seconds that a process has had on processors."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / _NANOSECONDS


def _mebibytes(process: int) -> float:
    """The most that it has held at once, as Lambda's "Max Memory Used" counts it."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {process} has ended ({os.strerror(3)})")
