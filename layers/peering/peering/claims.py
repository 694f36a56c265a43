"""Write down whose routes they are: before they are written, and again if they were not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from peering.core.actions import Action, CreateRoute, DeleteRoute, Refusal, ReplaceRoute
from peering.core.memory import OwnedRoute
from peering.core.model import ConnectionId, Scope, VpcId
from peering.core.plan import Plan
from peering.core.tables import Place
from peering.ports import Ledger


@dataclass(frozen=True, slots=True)
class Claims:
    """The ownership that one plan brings about, kept in the ledger ahead of the routes.

    The count of writes tells a fight from a hindrance, so what was not written is not counted: a
    first write is counted ahead, which costs no call of its own and makes nobody wait, and any
    other once EC2 has taken it.
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
        self._record([replace(o, writes=max(o.writes - 1, 1)) for o in self._of(actions)])

    def settle(self, done: Iterable[Action], undone: Sequence[Action] = ()) -> None:
        """Count what was written, and take back the counts of what may not have been.

        What was not written stays ours, to be safe.
        """
        again = [owned for owned in self._of(done) if owned.writes > 1]
        never = [replace(owned, writes=owned.writes - 1) for owned in self._of(undone)]
        self._record([*again, *never])

    def disclaim(self, actions: Iterable[Action]) -> None:
        """Drop what EC2 refused to write: whoever writes it one day, it was not we."""
        self._forget([owned.place for owned in self._of(actions)])

    def forget_disowned(self, refusals: Iterable[Refusal]) -> None:
        """Drop what the plan took away, but for the routes that it could not."""
        kept = {
            (refusal.action.table_id, refusal.action.destination)
            for refusal in refusals
            if isinstance(refusal.action, DeleteRoute)
        }
        self._forget([owned.place for owned in self.plan.disowned if owned.place not in kept])

    def vpcs_of(self, actions: Iterable[Action]) -> Collection[tuple[Scope, VpcId]]:
        """Tell in which VPCs these actions write."""
        return dict.fromkeys((owned.scope, owned.vpc_id) for owned in self._of(actions))

    def _of(self, actions: Iterable[Action]) -> list[OwnedRoute]:
        places = set(places_written(actions))
        return [owned for owned in self.plan.ownership if owned.place in places]

    def _record(self, owned: Sequence[OwnedRoute]) -> None:
        if owned:
            self.ledger.record_ownership(self.connection_id, owned)

    def _forget(self, places: Sequence[Place]) -> None:
        if places:
            self.ledger.forget_ownership(self.connection_id, places)


def places_written(actions: Iterable[Action]) -> Iterable[Place]:
    """Give the places where these actions write a route."""
    return (
        (action.table_id, action.destination)
        for action in actions
        if isinstance(action, CreateRoute | ReplaceRoute)
    )
