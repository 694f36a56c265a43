"""Write down whose routes they are: before they are written, and again if they were not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peering.core.actions import Action, CreateRoute, ReplaceRoute
from peering.core.memory import OwnedRoute
from peering.core.model import ConnectionId
from peering.core.plan import Plan
from peering.ports import Ledger


@dataclass(frozen=True, slots=True)
class Claims:
    """The ownership that one plan brings about, kept in the ledger ahead of the routes.

    The count of writes tells a fight from a hindrance, so what was not written is not counted.
    """

    ledger: Ledger
    connection_id: ConnectionId
    plan: Plan

    def keep(self) -> None:
        """Keep what changes about routes that stand already."""
        written = self._of(self.plan.actions)
        self._record([owned for owned in self.plan.ownership if owned not in written])

    def claim(self, actions: Sequence[Action]) -> None:
        """Keep that the routes which these actions will write are ours."""
        self._record(self._of(actions))

    def uncount(self, actions: Sequence[Action]) -> None:
        """Take back the counts of what may not have been written; it stays ours, to be safe."""
        self._record([replace(owned, writes=owned.writes - 1) for owned in self._of(actions)])

    def disclaim(self, actions: Sequence[Action]) -> None:
        """Drop what EC2 refused to write: whoever writes it one day, it was not we."""
        dropped = [(owned.table_id, owned.destination) for owned in self._of(actions)]
        if dropped:
            self.ledger.forget_ownership(self.connection_id, dropped)

    def _of(self, actions: Sequence[Action]) -> list[OwnedRoute]:
        places = {
            (action.table_id, action.destination)
            for action in actions
            if isinstance(action, CreateRoute | ReplaceRoute)
        }
        return [o for o in self.plan.ownership if (o.table_id, o.destination) in places]

    def _record(self, owned: Sequence[OwnedRoute]) -> None:
        if owned:
            self.ledger.record_ownership(self.connection_id, owned)
