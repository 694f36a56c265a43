"""What one pass will do."""

from dataclasses import dataclass, replace

from peering.core.actions import Action, TagConnection
from peering.core.findings import Conflict, Contested, Finding, Full, Obstacle
from peering.core.memory import OwnedRoute


@dataclass(frozen=True, slots=True)
class Plan:
    """What one pass will do, and what it found.

    `ownership` is what the ledger has to hold before the first action is done, `disowned` what
    it has to drop after the last; `findings` say for every route that ought to be whether it is
    there, will be written, or cannot be.
    """

    actions: tuple[Action, ...] = ()
    ownership: tuple[OwnedRoute, ...] = ()
    disowned: tuple[OwnedRoute, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def untagged(self) -> "Plan":
        """The plan without its tags: what they say is true only after the rest was done."""
        rest = tuple(a for a in self.actions if not isinstance(a, TagConnection))
        return replace(self, actions=rest)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What keeps routes from being written."""
        return tuple(f for f in self.findings if isinstance(f, Conflict | Full | Contested))
