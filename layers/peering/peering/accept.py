"""Judge a pending request: accept it, reject it, or hold it for a person."""

from dataclasses import dataclass, replace
from typing import assert_never

from peering.again import Again
from peering.announce import Announcer
from peering.answer import Answer, announcement_of
from peering.core.announcing import Mode
from peering.core.approvals import Approvals, Effect
from peering.core.drafts import Drafts
from peering.core.explain import why_ended
from peering.core.memory import Basis
from peering.core.model import Connection, Scope, Status
from peering.errors import LookAgainError, NotUnderstoodError
from peering.observe import Observer
from peering.ports import Ledger, Mention, Queue, Reporter

_OUTCOMES = {
    Effect.ACCEPT: (Status.PROVISIONING, Status.ACTIVE),
    Effect.REJECT: (Status.REJECTED,),
    Effect.HOLD: (),
}


@dataclass(frozen=True, slots=True)
class Accept:
    """Looks at the connection that a mention names, and judges it if it is pending."""

    observer: Observer
    answer: Answer
    announcer: Announcer
    ledger: Ledger
    again: Again
    route_queue: Queue
    approvals: Approvals
    reporter: Reporter
    mode: Mode

    def __call__(self, mention: Mention) -> None:
        """Do what the connection's status asks for. Raises TryLaterError, NotUnderstoodError."""
        self.again.attend(mention, self._look)

    def _look(self, mention: Mention) -> None:
        sighting = self.observer.sight(mention.connection_id, mention.scopes)
        if sighting.connection is not None and sighting.seen_in is not None:
            self._attend(sighting.connection, sighting.seen_in, mention)
        elif sighting.out_of_reach:
            self._ignore(mention, "no governed scope can be looked into")
        else:
            raise LookAgainError("EC2 does not show the connection yet")

    def _attend(self, connection: Connection, seen_in: Scope, mention: Mention) -> None:
        drafts = Drafts(self.approvals, self.mode, mention.correlation_id)
        match connection.status:
            case Status.INITIATING_REQUEST:
                raise LookAgainError("EC2 is still checking the request")
            case Status.PENDING_ACCEPTANCE if not self.approvals.governs(connection.accepter.scope):
                self.answer.remember(connection, mention.requested_by)
                self._ignore(mention, "only the accepter can decide, and it is not governed")
            case Status.PENDING_ACCEPTANCE if seen_in != connection.accepter.scope:
                raise LookAgainError("the accepter does not see the request yet")
            case Status.PENDING_ACCEPTANCE:
                self.answer(connection, mention, drafts)
            case Status.FAILED | Status.EXPIRED:
                failed = drafts.failed(connection, (why_ended(connection),))
                self.announcer.announce(failed)
            case Status.UNKNOWN:
                raise NotUnderstoodError(
                    f"{connection.id} has a status unheard of; nothing is done"
                )
            case (
                Status.PROVISIONING
                | Status.ACTIVE
                | Status.REJECTED
                | Status.DELETING
                | Status.DELETED
            ):
                self._follow_up(connection, mention, drafts)
            case unheard_of:
                assert_never(unheard_of)

    def _follow_up(self, connection: Connection, mention: Mention, drafts: Drafts) -> None:
        """Announce a decision of ours that a crash kept quiet; anything else is route's."""
        memory = self.answer.remember(connection, mention.requested_by)
        decision = memory.decision
        if (
            decision
            and decision.basis is not Basis.ADOPTED
            and connection.status in _OUTCOMES[decision.effect]
        ):
            self.announcer.announce(announcement_of(decision, memory, drafts), memory)
        else:
            self.route_queue.send((replace(mention, attempt=0),))

    def _ignore(self, mention: Mention, why: str) -> None:
        self.reporter.tell("connection.ignored", connection_id=mention.connection_id, why=why)
