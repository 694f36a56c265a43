"""How far a plan was carried out, and whether it may be carried on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from peering.claims import places_written
from peering.core.actions import Action, DeleteRoute, Refusal, ReplaceRoute
from peering.core.removing import carries

# EC2 replaces and deletes whatever a row holds by then, and at its rates a long plan takes
# minutes. So after this the rows are looked at again.
_A_LOOK_HOLDS = timedelta(seconds=10)


@dataclass(slots=True)
class Progress:
    """What became of a plan so far, and when the look was that it stands on."""

    looked_at: datetime
    done: set[Action] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether anything was tried."""
        return bool(self.done or self.refusals)

    def outruns_its_look(self, action: Action, now: datetime) -> bool:
        """Tell whether *action* may undo what somebody did since the look.

        Not before anything was done: every pass does something, so that all come to an end.
        """
        overwrites = isinstance(action, DeleteRoute | ReplaceRoute)
        return overwrites and bool(self.done) and now - self.looked_at > _A_LOOK_HOLDS

    def withholds(self, action: Action) -> bool:
        """Tell whether a route is to stay because what was to stand in its place is refused."""
        if not isinstance(action, DeleteRoute):
            return False
        refused = places_written(refusal.action for refusal in self.refusals)
        return carries((action.table_id, action.destination), refused)
