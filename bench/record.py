"""The results in `build/bench.json`: what each measurement found, when, and on which code."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Measured, Measurement
from bench.machine import commit, machine


def keep(path: Path, measurement: Measurement, measured: Measured, seconds: float) -> None:
    """Put one measurement's results in place of its earlier ones."""
    told = json.loads(path.read_text()) if path.exists() else {}
    told["machine"] = machine()
    found: dict[str, Any] = told.setdefault("measurements", {})
    found[measurement.name] = {
        "question": measurement.question,
        "commit": commit(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "figures": [asdict(figure) | {"met": figure.met} for figure in measured.figures],
        "plots": [asdict(plot) for plot in measured.plots],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=2) + "\n")


def missed(path: Path, measurements: Sequence[Measurement]) -> list[str]:
    """Name every figure that missed its goal."""
    found = json.loads(path.read_text())["measurements"]
    return [
        f"{one.name}: {figure['name']}"
        for one in measurements
        for figure in found[one.name]["figures"]
        if figure["met"] is False
    ]
