"""Take our routes away from a connection that has ended, vanished, or been unrouted."""

from dataclasses import dataclass
from datetime import timedelta

from peering.announce import Announcer
from peering.core.announcements import PeeringCleaned
from peering.core.drafts import Drafts
from peering.core.memory import Announced, Memory
from peering.core.model import Connection, Scope, Status
from peering.core.observed import SideView
from peering.core.outcome import STATES
from peering.core.plan import Plan
from peering.core.removing import plan_cleanup, plan_cleanup_of_vanished, plan_unrouting
from peering.errors import LookAgainError
from peering.observe import Observer
from peering.perform import Performer
from peering.ports import Clock, Ledger, Reporter

# EC2 answers NotFound for a fresh id for seconds; for a connection this old it means gone.
_FRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cleanup:
    """Removes routes in the accounts that the ledger remembers, found by where they lead."""

    observer: Observer
    performer: Performer
    announcer: Announcer
    ledger: Ledger
    reporter: Reporter
    clock: Clock

    def of_ended(self, status: Status, memory: Memory, drafts: Drafts) -> None:
        """Remove every static route to a connection of which EC2 says that it has ended."""
        if not self._ours(memory):
            return
        views = self.observer.tables_leading_to(memory.connection_id, memory.ends)
        self._clean(views, plan_cleanup(views, memory.connection_id), status, memory, drafts)

    def of_vanished(self, memory: Memory, drafts: Drafts) -> None:
        """Remove every blackhole route to a connection that EC2 no longer knows.

        Raises LookAgainError while the connection may only be too fresh to be seen.
        """
        decision = memory.decision
        if decision is None or self.clock() < decision.at + _FRESH:
            raise LookAgainError("EC2 does not show the connection yet")
        if not self._ours(memory):
            return
        views = self.observer.tables_leading_to(memory.connection_id, memory.ends)
        plan = plan_cleanup_of_vanished(views, memory.connection_id)
        if len(plan.actions) < len(plan_cleanup(views, memory.connection_id).actions):
            raise LookAgainError("EC2 shows live routes to a connection that it does not show")
        self._clean(views, plan, Status.DELETED, memory, drafts)

    def of_unrouted(
        self, connection: Connection, seen_in: Scope, memory: Memory, drafts: Drafts
    ) -> None:
        """Remove our own routes from a living connection that a rule rejects and unroutes."""
        observed = self.observer.sides(connection, seen_in)
        plan = plan_unrouting(observed, memory)
        refusals = self.performer.carry_out(connection.id, plan)
        told = memory.announced_type(PeeringCleaned.type) and not memory.owned
        if not refusals and not observed.unreachable and not told:
            cleaned = drafts.cleaned(memory, connection.status)
            self.announcer.announce(cleaned, memory, instead_of=STATES)
        # It is said of what is ours, so that is forgotten last.
        self.performer.forget_disowned(connection.id, plan, refusals)

    def _ours(self, memory: Memory) -> bool:
        if not memory.serves:
            self.reporter.tell(
                "connection.ignored",
                connection_id=memory.connection_id,
                why="it has ended, and it was never ours",
            )
        return memory.serves

    def _clean(
        self,
        views: tuple[SideView, ...],
        plan: Plan,
        status: Status,
        memory: Memory,
        drafts: Drafts,
    ) -> None:
        refusals = self.performer.carry_out(memory.connection_id, plan)
        if refusals:
            reasons = tuple(f"{refusal.action}: {refusal.reason}" for refusal in refusals)
            self.announcer.announce(drafts.unclean(memory, status, reasons), memory)
            return
        if len(views) < len(self.observer.governed(memory.ends)):
            return  # a scope could not be entered; the sweep brings the connection back
        if status is Status.DELETED or plan.actions or memory.owned:
            self._tell(memory, status, drafts)
        if memory.decision is not None and not memory.decision.closed:
            self.ledger.let_expire(memory, self.clock())

    def _tell(self, memory: Memory, status: Status, drafts: Drafts) -> None:
        cleaned = drafts.cleaned(memory, status)
        if Announced(cleaned.type, cleaned.digest) not in memory.announced:
            stale = self.observer.stale_groups(memory.connection_id, memory.ends)
            cleaned = drafts.cleaned(memory, status, stale)
        self.announcer.announce(cleaned, memory)
