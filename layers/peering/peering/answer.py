"""Answer a pending request: accept it, reject it, or hold it for a person."""

from dataclasses import dataclass, replace
from typing import assert_never

from peering.announce import Announcer
from peering.core.absence import too_early
from peering.core.actions import AcceptConnection, RejectConnection
from peering.core.announcements import Announcement, PeeringHeld
from peering.core.announcing import Mode
from peering.core.answering import Admit, Refuse, Wait, answer_to
from peering.core.approvals import Approvals, Effect
from peering.core.drafts import Drafts
from peering.core.guards import reasons_to_hold
from peering.core.judging import judge, read, unread_tags
from peering.core.memory import Decision, Memory
from peering.core.model import Connection, Side
from peering.core.plan import Plan
from peering.core.planning import look_over
from peering.core.principals import Caller
from peering.core.rulings import fingerprint_of_ends
from peering.core.waiting import waited
from peering.errors import LookAgainError
from peering.hold import Hold
from peering.observe import Observer
from peering.perform import Performer
from peering.ports import Clock, Decisions, Ledger, Mention, Reporter


@dataclass(frozen=True, slots=True)
class Answer:
    """What accept does about one request that is pending at an accepter whom we govern."""

    observer: Observer
    performer: Performer
    announcer: Announcer
    ledger: Ledger
    decisions: Decisions
    approvals: Approvals
    reporter: Reporter
    clock: Clock
    mode: Mode

    def __call__(self, connection: Connection, mention: Mention, drafts: Drafts) -> None:
        """Judge the request, and act on the verdict. Raises TryLaterError, LookAgainError."""
        memory = self.remember(connection, mention.requested_by)
        connection = self.observer.with_vpc(connection, Side.ACCEPTER)
        today = self.clock().date()
        readings = read(connection, self.approvals, today, memory.requested_by)
        if Side.REQUESTER in unread_tags(readings):
            connection = self.observer.with_vpc(connection, Side.REQUESTER)
            readings = read(connection, self.approvals, today, memory.requested_by)
        orders = self.decisions.about(connection.id)
        ends = fingerprint_of_ends(connection)
        answer = answer_to(judge(readings), orders.ruling, ends, self.clock())
        match answer:
            case Wait(reasons):
                self._hold.undecided(connection, reasons, memory, drafts)
            case Refuse() | Admit() if orders.stop is not None and self.mode == "apply":
                frozen = f"changes are {orders.stop}"
                self._hold.guarded(connection, (frozen, _meant(answer)), memory, drafts)
            case Refuse(decision):
                action = RejectConnection(connection.accepter.scope, connection.id)
                self._decide(connection, decision, action, memory, drafts)
            case Admit():
                self._accept_unless_guarded(connection, answer, memory, drafts, mention.attempt)

    def remember(self, connection: Connection, caller: Caller | None) -> Memory:
        """Recall the facts, and keep who made the request if its own account says so."""
        memory = self.ledger.recall(connection.id)
        if caller is None or memory.requested_by is not None:
            return memory
        if caller.account_id != connection.requester.scope.account_id:
            return memory
        self.ledger.record_request(connection.id, caller.arn, self.clock())
        return replace(memory, requested_by=caller.arn)

    def _accept_unless_guarded(
        self, connection: Connection, admit: Admit, memory: Memory, drafts: Drafts, attempt: int
    ) -> None:
        observed = self.observer.tables(connection)
        now = self.clock()
        findings = look_over(observed, admit.rule, memory, self.approvals.routes_per_table, now)
        reasons = reasons_to_hold(observed, admit.rule, findings, now)
        if reasons:
            said = f"{admit.said}, but a guard holds it"
            self._hold.guarded(connection, (said, *reasons), memory, drafts)
            return
        if why := too_early(observed, admit.rule, findings, attempt):
            raise LookAgainError(why)
        action = AcceptConnection(connection.accepter.scope, connection.id)
        self._decide(connection, admit.decision, action, memory, drafts)

    @property
    def _hold(self) -> Hold:
        return Hold(self.observer, self.announcer, self.approvals, self.reporter, self.clock)

    def _decide(
        self,
        connection: Connection,
        decision: Decision,
        action: AcceptConnection | RejectConnection,
        memory: Memory,
        drafts: Drafts,
    ) -> None:
        # The decision is written down first: whoever finds the request decided, after a crash,
        # knows that it was we, and announces it.
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
        self.announcer.announce(announcement_of(decision, decided, drafts), memory)

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


def announcement_of(decision: Decision, memory: Memory, drafts: Drafts) -> Announcement:
    """Say what was decided, of the ends that are remembered."""
    match decision.effect:
        case Effect.ACCEPT:
            return drafts.accepted(memory, decision)
        case Effect.REJECT:
            return drafts.rejected(memory, decision)
        case Effect.HOLD:
            raise AssertionError("a held request is undecided")  # Decision's own promise
        case unheard_of:
            assert_never(unheard_of)


def _meant(answer: Refuse | Admit) -> str:
    if isinstance(answer, Admit):
        return answer.said
    return f"the request would be rejected by {answer.decision.by}"
