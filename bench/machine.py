"""On what it was measured."""

import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def machine() -> dict[str, str]:
    """Say what the figures depend on beside the code: the processor, its cores, and Python."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def commit() -> str:
    """The code that is measured, and whether somebody has changed it since."""
    words = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603  # our own words
    return asked.stdout.strip()
