"""`python -m bench.sweep.invocation FUNCTION PAGES SECONDS`: invoke it, and say what it took.

The real handler runs, with that many seconds left; its settings are in the environment, and its
event is read from stdin.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any, override

from aws_lambda_powertools.utilities.typing import LambdaContext

from bench.sweep.pages import Pages
from bench.sweep.seam import Seam
from peering.core.triage import Decisions, ScopeView, Triage, Triager

_KIBIBYTES = 1024  # in a mebibyte
_STATUS = Path("/proc/self/status")


class _Context(LambdaContext):
    def __init__(self, seconds: int) -> None:
        self._aws_request_id = "c2ad4a3d-7a3f-4a8a-8b1f-2f3a1b0c9d8e"
        self._seconds = seconds

    @override
    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]  # no static method in Lambda
        return self._seconds * 1000


def main(function: str, folder: Path, seconds_left: int) -> None:
    """Print as one JSON line: requests, bytes, messages, seconds on the processor, mebibytes."""
    judged = _timed()
    seam = Seam(Pages(folder))
    seam.open()
    handler: Any = importlib.import_module(f"functions.{function}.app").handler
    event = json.load(sys.stdin)
    began = time.process_time()
    answer = handler(event, _Context(seconds_left))
    seconds = time.process_time() - began
    if answer not in (None, {"batchItemFailures": []}):
        raise RuntimeError(f"{function} answered {answer}")
    print(  # noqa: T201 # to the process that asked
        json.dumps(
            {
                "asked": seam.asked,
                "asked_at": seam.asked_at,
                "sent": seam.sent,
                "seconds": seconds,
                "triage_seconds": sum(judged),
                "mebibytes": _most_memory(),
            }
        )
    )


def _timed() -> list[float]:
    """Let every judging of a scope add the time on the processor that it took."""
    judged, judge = list[float](), Triager.sort

    def sort(triager: Triager, view: ScopeView, decisions: Decisions) -> Triage:
        began = time.process_time()
        triage = judge(triager, view, decisions)
        judged.append(time.process_time() - began)
        return triage

    Triager.sort = sort  # type: ignore[method-assign, assignment]  # the same, timed
    return judged


def _most_memory() -> float:
    """Of this process alone: ru_maxrss would know its parent's as well, until it was replaced."""
    told = _STATUS.read_text().partition("VmHWM:")[2]
    return int(told.split(maxsplit=1)[0]) / _KIBIBYTES


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
