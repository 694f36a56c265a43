"""The project as somebody has it who deploys it, built once for every test that deploys."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.stage import staged_project
from tests.deployed.reader import typed
from tests.stacks.templates import ROOT

BUILD = "make build"
APPROVALS = """\
version: 1
governs:
  - {accounts: ["123456789012"], regions: [us-east-1]}
rules:
  - {name: first, effect: accept, requester: {accounts: ["123456789012"], cidrs: [10.20.0.0/14]}}
"""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder in which BUILD was typed, and a copy of what that made."""

    folder: Path
    built: Path

    @classmethod
    def within(cls, shared: Path) -> "Checkout":
        """The one in that folder: whoever asks first builds it, while others wait."""
        checkout = cls(shared / "project", shared / "built")
        with _alone(shared / "building"):
            if not checkout.built.exists():
                checkout._build()
        return checkout

    def _build(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)  # if whoever came before failed
        staged_project(self.folder)
        self.approvals.write_text(APPROVALS)
        shutil.copy2(ROOT / "Makefile", self.folder)
        for part in ("requirements", ".venv"):  # as `make setup` leaves them
            (self.folder / part).symlink_to(ROOT / part)
        typed(BUILD.split(), self.folder, {})
        copy = shutil.copytree(self.folder / ".aws-sam" / "build", self.folder / "copy")
        copy.rename(self.built)

    @property
    def approvals(self) -> Path:
        """The approvals that are deployed with the next build."""
        return self.folder / "layers/approvals/approvals.yaml"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
