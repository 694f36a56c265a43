"""Judge a pending request: accept it, reject it, or hold it for a person."""

from dataclasses import dataclass, replace
from typing import assert_never

from peering.again import Again
from peering.announce import Announcer
from peering.core.actions import AcceptConnection, RejectConnection
from peering.core.announcements import Announcement, Mode, PeeringFailed, PeeringHeld
from peering.core.approvals import Approvals, Effect, Rule
from peering.core.drafts import Drafts
from peering.core.explain import grounds, why_ended, why_undecided
from peering.core.guards import reasons_to_hold
from peering.core.judging import Approved, Forbidden, Undecided, judge, read, unread_tags
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import Connection, Scope, Side, Status
from peering.core.planning import Plan, look_over
from peering.core.waiting import waited
from peering.observe import Observer
from peering.perform import Performer
from peering.ports import (
    Clock,
    Ledger,
    LookAgainError,
    Mention,
    NotUnderstoodError,
    Queue,
    Reporter,
)

_OUTCOMES = {
    Effect.ACCEPT: (Status.PROVISIONING, Status.ACTIVE),
    Effect.REJECT: (Status.REJECTED,),
    Effect.HOLD: (),
}


@dataclass(frozen=True, slots=True)
class Accept:
    """Looks at the connection that a mention names, and judges it if it is pending."""

    observer: Observer
    performer: Performer
    announcer: Announcer
    ledger: Ledger
    again: Again
    route_queue: Queue
    approvals: Approvals
    reporter: Reporter
    clock: Clock
    mode: Mode

    def __call__(self, mention: Mention) -> None:
        """Do what the connection's status asks for. Raises TryLaterError, NotUnderstoodError."""
        sighting = self.observer.sight(mention.connection_id, mention.scopes)
        if sighting.connection is None or sighting.seen_in is None:
            if sighting.out_of_reach:
                self._ignore(mention, "no governed scope can be looked into")
            else:
                self.again(mention, "EC2 does not show the connection yet")
            return
        try:
            self._attend(sighting.connection, sighting.seen_in, mention)
        except LookAgainError as error:
            self.again(mention, str(error))

    def _attend(self, connection: Connection, seen_in: Scope, mention: Mention) -> None:
        drafts = Drafts(self.approvals, self.mode, mention.correlation_id)
        match connection.status:
            case Status.INITIATING_REQUEST:
                raise LookAgainError("EC2 is still checking the request")
            case Status.PENDING_ACCEPTANCE if not self.approvals.governs(connection.accepter.scope):
                self._ignore(mention, "only the accepter can decide, and it is not governed")
            case Status.PENDING_ACCEPTANCE if seen_in != connection.accepter.scope:
                raise LookAgainError("the accepter does not see the request yet")
            case Status.PENDING_ACCEPTANCE:
                self._judge(connection, drafts)
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
                self._follow_up(connection.status, mention, drafts)
            case unheard_of:
                assert_never(unheard_of)

    def _judge(self, connection: Connection, drafts: Drafts) -> None:
        connection = self.observer.with_vpc(connection, Side.ACCEPTER)
        today = self.clock().date()
        readings = read(connection, self.approvals, today)
        if Side.REQUESTER in unread_tags(readings):
            connection = self.observer.with_vpc(connection, Side.REQUESTER)
            readings = read(connection, self.approvals, today)
        memory = self.ledger.recall(connection.id)
        match judge(readings):
            case Forbidden(rule):
                action = RejectConnection(connection.accepter.scope, connection.id)
                self._decide(connection, rule, action, memory, drafts)
            case Approved(rule):
                self._accept_unless_guarded(connection, rule, memory, drafts)
            case Undecided() as verdict:
                self._hold(connection, why_undecided(verdict), memory, drafts)

    def _accept_unless_guarded(
        self, connection: Connection, rule: Rule, memory: Memory, drafts: Drafts
    ) -> None:
        observed = self.observer.tables(connection)
        now = self.clock()
        findings = look_over(observed, rule, memory, self.approvals.routes_per_table, now)
        reasons = reasons_to_hold(observed, rule, findings, now)
        if reasons:
            said = f"rule '{rule.name}' would accept the request, but a guard holds it"
            self._hold(connection, (said, *reasons), memory, drafts)
            return
        action = AcceptConnection(connection.accepter.scope, connection.id)
        self._decide(connection, rule, action, memory, drafts)

    def _hold(
        self, connection: Connection, reasons: tuple[str, ...], memory: Memory, drafts: Drafts
    ) -> None:
        self.reporter.tell("connection.held", connection_id=connection.id, reasons=reasons)
        held = drafts.held(connection, reasons)
        self.announcer.announce(held, memory, instead_of=(PeeringFailed,))

    def _decide(
        self,
        connection: Connection,
        rule: Rule,
        action: AcceptConnection | RejectConnection,
        memory: Memory,
        drafts: Drafts,
    ) -> None:
        # The decision is written down first: whoever finds the request decided, after a crash,
        # knows that it was we, and announces it.
        decision = Decision(rule.effect, Basis.RULE, rule.name, self.clock(), grounds(rule))
        if memory.decision is None or not memory.decision.same_as(decision):
            self.ledger.record_decision(connection, decision)
        self._report(connection, decision, memory)
        refusals = self.performer.carry_out(connection.id, Plan(actions=(action,)))
        if refusals:
            reasons = tuple(refusal.reason for refusal in refusals)
            failed = drafts.failed(connection, reasons)
            self.announcer.announce(failed, memory, instead_of=(PeeringHeld,))
            return
        ends = {side: connection.vpc(side) for side in Side}
        decided = replace(memory, decision=decision, ends=ends)
        self.announcer.announce(_announcement_of(decision, decided, drafts), memory)

    def _report(self, connection: Connection, decision: Decision, memory: Memory) -> None:
        since = waited(connection, decision.at)
        # Of a request that was held, the time tells how long people took; of one that EC2 refused
        # to accept, how long that took.
        first = memory.decision is None and not memory.announced_type(PeeringHeld.type)
        ours = self.mode == "apply" and first
        self.reporter.tell(
            "connection.decided",
            connection_id=connection.id,
            effect=decision.effect,
            rule=decision.by,
            seconds=since.total_seconds() if since and ours else None,
        )

    def _follow_up(self, status: Status, mention: Mention, drafts: Drafts) -> None:
        """Announce a decision of ours that a crash kept quiet; anything else is route's."""
        memory = self.ledger.recall(mention.connection_id)
        decision = memory.decision
        if decision and decision.basis is Basis.RULE and status in _OUTCOMES[decision.effect]:
            self.announcer.announce(_announcement_of(decision, memory, drafts), memory)
        else:
            self.route_queue.send((replace(mention, attempt=0),))

    def _ignore(self, mention: Mention, why: str) -> None:
        self.reporter.tell("connection.ignored", connection_id=mention.connection_id, why=why)


def _announcement_of(decision: Decision, memory: Memory, drafts: Drafts) -> Announcement:
    match decision.effect:
        case Effect.ACCEPT:
            return drafts.accepted(memory, decision)
        case Effect.REJECT:
            return drafts.rejected(memory, decision)
        case Effect.HOLD:
            raise AssertionError("a held request is undecided")  # Decision's own promise
        case unheard_of:
            assert_never(unheard_of)
