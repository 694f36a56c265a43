"""Take a person's decision: show what it is about, check that it may be made, write it down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from peering.core.approvals import Approvals
from peering.core.deciding import EFFECTS, Case, Deed, Order, Refused, Why, not_open, refusal
from peering.core.guards import reasons_to_hold
from peering.core.judging import Approved, judge, read
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import Connection, ConnectionId, Scope, Side, Status
from peering.core.planning import look_over
from peering.core.rulings import ChangeStop, Ruling, fingerprint_of_ends
from peering.core.shown import Shown, shown
from peering.core.standing import approved_by
from peering.observe import Observer, Sighting
from peering.ports import Clock, DecisionsBook, Ledger, Mention, Queue, Reporter


@dataclass(frozen=True, slots=True)
class Done:
    """The order was carried out. `shown` is what it was about; its digest stands for all of it.

    `stop` is the change stop that holds whatever follows from it.
    """

    sentence: str
    shown: Shown | None = None
    decided: Ruling | None = None
    status: Status | None = None
    stop: ChangeStop | None = None


@dataclass(frozen=True, slots=True)
class Decide:
    """Carries out one order of a person whom AWS verified, or refuses it in words.

    It changes nothing in EC2: it writes the decision down, and accept and route, told only which
    connection to look at, read it there.
    """

    observer: Observer
    ledger: Ledger
    decisions: DecisionsBook
    accept_queue: Queue
    route_queue: Queue
    sweep: Callable[[str], None]
    approvals: Approvals
    reporter: Reporter
    clock: Clock

    def __call__(self, order: Order) -> Done | Refused:
        """Carry out the order. Raises TryLaterError, ScopeDeniedError."""
        answer = self._answer(order)
        refused = isinstance(answer, Refused)
        self.reporter.tell(
            "order.refused" if refused else "order.done",
            deed=order.deed,
            connection_id=order.connection_id,
            by=order.by.arn,
            reason=order.reason,
            said=answer.sentence,
        )
        return answer

    def _answer(self, order: Order) -> Done | Refused:
        match order.deed:
            case Deed.FREEZE:
                return self._freeze(order)
            case Deed.UNFREEZE:
                return self._unfreeze(order)
            case Deed.SHOW | Deed.APPROVE | Deed.REJECT | Deed.APPLY:
                return self._about_a_connection(order)
            case unheard_of:
                assert_never(unheard_of)

    def _freeze(self, order: Order) -> Done | Refused:
        stop = ChangeStop(order.by.arn, self.clock(), order.reason)
        if self.decisions.record_stop(stop):
            return Done(f"Changes are {stop}.")
        return Refused(Why.FROZEN_ALREADY, f"Changes are {self.decisions.stop() or 'frozen'}.")

    def _unfreeze(self, order: Order) -> Done | Refused:
        stop = self.decisions.stop()
        lifted = ChangeStop(order.by.arn, self.clock(), order.reason)
        if stop is None or not self.decisions.record_resumption(stop, lifted):
            return Refused(Why.NOT_FROZEN, "Changes are not frozen.")
        self.sweep(order.correlation_id)
        return Done(f"Changes are allowed again; they were {stop}. All that waited is looked at.")

    def _about_a_connection(self, order: Order) -> Done | Refused:
        if order.connection_id is None:
            return Refused(Why.UNKNOWN_CONNECTION, "Say which connection it is about.")
        memory = self.ledger.recall(order.connection_id)
        sighting = self.observer.sight(order.connection_id, self._places(order, memory))
        connection, seen_in = sighting.connection, sighting.seen_in
        if connection is None or seen_in is None:
            return _unseen(order.connection_id, sighting)
        if order.deed is Deed.APPLY:
            return self._apply(connection, order)
        if refused := not_open(connection, self.clock()):
            return refused
        if not self.approvals.governs(connection.accepter.scope):
            said = f"{connection.id} is for the owner of {connection.accepter.scope} to decide."
            return Refused(Why.NOT_GOVERNED, said)
        return self._about_a_request(connection, memory, order)

    def _places(self, order: Order, memory: Memory) -> tuple[Scope, ...]:
        if order.scope is not None:
            return (order.scope,)
        known = tuple(memory.ends[side].scope for side in reversed(Side) if side in memory.ends)
        return known or tuple(sorted(self.approvals.governed))

    def _about_a_request(
        self, connection: Connection, memory: Memory, order: Order
    ) -> Done | Refused:
        decided = self.decisions.about(connection.id)
        case, seen = self._look(connection, memory, order, decided.ruling)
        if order.deed is Deed.SHOW:
            said = f"{connection.id} waits for a decision."
            return Done(said, seen, case.ruling, connection.status, decided.stop)
        if refused := refusal(order, case):
            return refused
        ends = fingerprint_of_ends(case.connection)
        ruling = Ruling(EFFECTS[order.deed], order.by.arn, self.clock(), order.reason, ends)
        if not self.decisions.record_ruling(connection.id, ruling, seen.as_json()):
            said = f"Somebody else has just decided {connection.id}. A request is decided once."
            return Refused(Why.DECIDED_ALREADY, said)
        self.accept_queue.send((_mention(connection, order),))
        said = f"{connection.id} is {ruling}."
        return Done(said, seen, ruling, connection.status, decided.stop)

    def _look(
        self, connection: Connection, memory: Memory, order: Order, ruling: Ruling | None
    ) -> tuple[Case, Shown]:
        for side in Side:
            connection = self.observer.with_vpc(connection, side)
        now = self.clock()
        verdict = judge(read(connection, self.approvals, now.date(), memory.requested_by))
        observed = self.observer.tables(connection)
        decision = Decision(EFFECTS[Deed.APPROVE], Basis.PERSON, order.by.arn, now)
        rule = verdict.rule if isinstance(verdict, Approved) else approved_by(decision)
        findings = look_over(observed, rule, memory, self.approvals.routes_per_table, now)
        guards = reasons_to_hold(observed, rule, findings, now)
        seen = shown(observed, verdict, (guards, findings), memory.requested_by, self.approvals)
        return (
            Case(connection, verdict, guards, memory.requested_by, ruling, seen.digest),
            seen,
        )

    def _apply(self, connection: Connection, order: Order) -> Done:
        request = connection.status in _REQUESTS
        queue = self.accept_queue if request else self.route_queue
        queue.send((_mention(connection, order),))
        said = f"{connection.id} is {connection.status}; {'accept' if request else 'route'} looks"
        stop = self.decisions.stop()
        if stop is not None:
            said = f"{said} at it now and changes nothing, for changes are {stop}."
        else:
            said = f"{said} at it now."
        return Done(said, status=connection.status, stop=stop)


# What never came to stand is accept's to judge or to tell of, as it is in a sweep.
_REQUESTS = frozenset({Status.PENDING_ACCEPTANCE, Status.FAILED, Status.EXPIRED})


def _mention(connection: Connection, order: Order) -> Mention:
    scopes = tuple(dict.fromkeys((connection.accepter.scope, connection.requester.scope)))
    return Mention(connection.id, scopes, correlation_id=order.correlation_id)


def _unseen(connection_id: ConnectionId, sighting: Sighting) -> Refused:
    if sighting.out_of_reach:
        said = f"No governed account in which {connection_id} may be can be looked into."
        return Refused(Why.OUT_OF_REACH, said)
    said = f"EC2 shows no {connection_id} in the governed accounts: check the id."
    return Refused(Why.UNKNOWN_CONNECTION, said)
