"""Tell people of a request that waits for them: once, and again before it is too late."""

from dataclasses import dataclass

from peering.announce import Announcer
from peering.core.announcements import PeeringFailed, PeeringHeld
from peering.core.approvals import Approvals, Effect, Rule
from peering.core.drafts import Drafts
from peering.core.guards import reasons_to_hold
from peering.core.memory import Memory
from peering.core.model import Connection, Side
from peering.core.planning import look_over
from peering.core.waiting import Waiting, reminder_due
from peering.observe import Observer
from peering.ports import Clock, Reporter

# What an approval amounts to: all of the peer's blocks in all tables.
_APPROVED = Rule(name="a person's approval", effect=Effect.ACCEPT)


@dataclass(frozen=True, slots=True)
class Hold:
    """Announces that a request is held, and reminds of it two days and one day before its end."""

    observer: Observer
    announcer: Announcer
    approvals: Approvals
    reporter: Reporter
    clock: Clock

    def undecided(
        self, connection: Connection, reasons: tuple[str, ...], memory: Memory, drafts: Drafts
    ) -> None:
        """Hold what no rule decides, with what accepting it would meet on both sides."""
        connection = self._with_tags(connection)
        observed, now = self.observer.tables(connection), self.clock()
        quota = self.approvals.routes_per_table
        met = look_over(observed, _APPROVED, memory, quota, now)
        findings = reasons_to_hold(observed, _APPROVED, met, now)
        self._tell(Waiting(connection, reasons, findings, memory.requested_by, now), memory, drafts)

    def guarded(
        self, connection: Connection, reasons: tuple[str, ...], memory: Memory, drafts: Drafts
    ) -> None:
        """Hold what a guard keeps from being accepted; *reasons* say what was met."""
        connection = self._with_tags(connection)
        waiting = Waiting(connection, reasons, (), memory.requested_by, self.clock())
        self._tell(waiting, memory, drafts)

    def _with_tags(self, connection: Connection) -> Connection:
        if connection.requester.tags is None:
            return self.observer.with_vpc(connection, Side.REQUESTER)
        return connection

    def _tell(self, waiting: Waiting, memory: Memory, drafts: Drafts) -> None:
        self.reporter.tell(
            "connection.held", connection_id=memory.connection_id, reasons=waiting.reasons
        )
        self.announcer.announce(drafts.held(waiting), memory, instead_of=(PeeringFailed,))
        days = reminder_due(waiting.connection, waiting.now)
        # Whoever is told of a request for the first time needs no reminder of it.
        if days is not None and memory.announced_type(PeeringHeld.type):
            self.announcer.announce(drafts.expiring(waiting, days), memory)
