"""Keep an accepted connection routed on both sides, and clean up after one that has ended."""

from dataclasses import dataclass, replace
from typing import assert_never

from peering.again import Again
from peering.announce import Announcer
from peering.cleanup import Cleanup
from peering.core.announcing import Mode
from peering.core.approvals import Approvals
from peering.core.drafts import Drafts
from peering.core.explain import why_frozen
from peering.core.judging import unread_tags
from peering.core.marking import Mark, tag_actions
from peering.core.memory import Memory
from peering.core.model import Connection, ConnectionId, Scope, Status
from peering.core.outcome import STATES
from peering.core.plan import Plan
from peering.core.standing import Foreign, Frozen, Served, Unrouted, read_again, standing_as_read
from peering.errors import FrozenError, LookAgainError, NotUnderstoodError
from peering.observe import Look, Observer, Sighting
from peering.perform import Performer
from peering.ports import Clock, Ledger, Mention, Reporter
from peering.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class Route:
    """Looks at the connection that a mention names, and makes both sides what they ought to be."""

    observer: Observer
    performer: Performer
    upkeep: Upkeep
    cleanup: Cleanup
    announcer: Announcer
    ledger: Ledger
    again: Again
    approvals: Approvals
    reporter: Reporter
    clock: Clock
    mode: Mode

    def __call__(self, mention: Mention) -> None:
        """Do what the connection's status asks for. Raises TryLaterError, NotUnderstoodError."""
        self.again.attend(mention, self._look)

    def _look(self, mention: Mention) -> None:
        memory = self.ledger.recall(mention.connection_id)
        remembered = (vpc.scope for vpc in memory.ends.values())
        sighting = self.observer.sight(mention.connection_id, (*remembered, *mention.scopes))
        drafts = Drafts(self.approvals, self.mode, mention.correlation_id)
        self._answer(sighting, mention.attempt, memory, drafts)

    def _answer(self, sighting: Sighting, attempt: int, memory: Memory, drafts: Drafts) -> None:
        try:
            if sighting.connection is not None and sighting.seen_in is not None:
                look = Look(sighting.connection, sighting.seen_in, attempt)
                self._attend(look, memory, drafts)
            elif sighting.out_of_reach:
                self._ignore(memory.connection_id, "no governed scope can be looked into")
            else:
                self.cleanup.of_vanished(memory, drafts)
        except FrozenError as error:
            self._wait(sighting.connection, memory, error, drafts)

    def _attend(self, look: Look, memory: Memory, drafts: Drafts) -> None:
        connection = look.connection
        match connection.status:
            case Status.ACTIVE:
                self._keep(look, memory, drafts)
            case Status.INITIATING_REQUEST | Status.PROVISIONING | Status.DELETING:
                raise LookAgainError(f"the connection is {connection.status}")
            case Status.PENDING_ACCEPTANCE if memory.serves:
                # EC2 is eventually consistent: an accepted request may still read pending.
                raise LookAgainError("the accepted request still reads pending")
            case Status.PENDING_ACCEPTANCE:
                self._ignore(connection.id, "it is pending: accept judges it")
            case Status.DELETED | Status.REJECTED | Status.EXPIRED | Status.FAILED:
                self.cleanup.of_ended(connection.status, memory, drafts)
            case Status.UNKNOWN:
                raise NotUnderstoodError(f"{connection.id} has a status unheard of")
            case unheard_of:
                assert_never(unheard_of)

    def _keep(self, look: Look, memory: Memory, drafts: Drafts) -> None:
        connection, seen_in = look.connection, look.seen_in
        today = self.clock().date()
        readings = read_again(connection, self.approvals, memory, today)
        for side in sorted(unread_tags(readings)):
            connection = self.observer.with_vpc(connection, side)
            readings = read_again(connection, self.approvals, memory, today)
        match standing_as_read(connection, self.approvals, readings, memory):
            case Served(rule):
                self.upkeep(replace(look, connection=connection), rule, memory, drafts)
            case Unrouted(rule):
                self.cleanup.of_unrouted(connection, seen_in, memory, drafts)
                self._mark(connection, seen_in, "unrouted")
            case Frozen(why):
                unapproved = drafts.unapproved(connection, why_frozen(why))
                self._mark(connection, seen_in, "unapproved")
                over = tuple(state for state in STATES if not isinstance(unapproved, state))
                self.announcer.announce(unapproved, memory, instead_of=over)
            case Foreign():
                self._ignore(connection.id, "no rule matches it and we did not accept it")
            case unheard_of:
                assert_never(unheard_of)

    def _mark(self, connection: Connection, seen_in: Scope, status: str) -> None:
        """Write on the connection how it stands, for its owners."""
        tags = self.observer.tags(connection, seen_in)
        marks = tag_actions(connection, tags, Mark(status), self.clock())
        self.performer.carry_out(connection.id, Plan(actions=tuple(marks)))

    def _wait(
        self, connection: Connection | None, memory: Memory, frozen: FrozenError, drafts: Drafts
    ) -> None:
        waiting = frozen.waiting
        self.reporter.tell(
            "connection.frozen",
            connection_id=memory.connection_id,
            why=str(frozen),
            waiting=len(waiting),
        )
        said = drafts.frozen(connection, memory, frozen.stop, waiting)
        over = tuple(state for state in STATES if not isinstance(said, state))
        self.announcer.announce(said, memory, instead_of=over)

    def _ignore(self, connection_id: ConnectionId, why: str) -> None:
        self.reporter.tell("connection.ignored", connection_id=connection_id, why=why)
