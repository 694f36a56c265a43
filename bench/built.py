"""The project as `sam build` leaves it, built once for all measurements of a run."""

from functools import cache
from pathlib import Path

from demo.stage import build, staged_project


@cache
def built() -> Path:
    """The built template; beside it lie the functions and layers."""
    return build(staged_project())
