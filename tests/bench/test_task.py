"""No figure is told of a function that did not do its work."""

import json
from pathlib import Path

import pytest

from bench.cold.task import Task


def test_work_that_was_not_done_is_no_figure(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text('START RequestId: 1\n{"level":"INFO","message":"scope.surveyed"}\n')
    task = Task(
        {},
        lambda answer, lines: (answer, [line["message"] for line in lines]),
        (1, ["scope.surveyed"]),
    )

    task.check(1, log)
    with pytest.raises(RuntimeError, match="was found, and not"):
        task.check(2, log)
    log.write_text(json.dumps({"level": "INFO", "message": "scope.denied"}, separators=(",", ":")))
    with pytest.raises(RuntimeError, match=r"scope\.denied"):
        task.check(1, log)
