"""What is known of a connection besides what EC2 shows: remembered, announced, ordered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from peering.core.announcing import Mode
from peering.core.memory import Memory
from peering.core.rulings import ChangeStop, Ruling


@dataclass(frozen=True, slots=True)
class Footing:
    """On what footing the hub works: its mode, and the change stop, if somebody ordered one."""

    mode: Mode = "apply"
    stop: ChangeStop | None = None

    @property
    def frozen(self) -> ChangeStop | None:
        """The stop, where it keeps anything from being changed: a hub that observes asks nobody."""
        return self.stop if self.mode == "apply" else None

    @property
    def pending(self) -> str:
        """The word before an action that is not done yet."""
        if self.mode == "observe":
            return "would do"
        return "to do" if self.stop is None else "frozen"

    def in_words(self) -> Iterator[str]:
        """What has to be known before anything that is planned is believed to happen."""
        if self.stop is not None:
            yield f"changes are {self.stop}"
        if self.mode == "observe":
            yield "the hub only observes: nothing will be written to EC2"


@dataclass(frozen=True, slots=True)
class Known:
    """What bears on one connection; `said` tells since when each type of announcement is out."""

    memory: Memory
    ruling: Ruling | None = None
    said: Mapping[str, datetime] = field(default_factory=dict, hash=False)
    footing: Footing = field(default_factory=Footing)
