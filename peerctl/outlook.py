"""What the program would do about a connection: its own functions, asked without acting."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from peerctl.known import Known
from peering.core.actions import AcceptConnection, RejectConnection
from peering.core.announcements import PeeringFailed
from peering.core.answering import Admit, Refuse, Wait, answer_to
from peering.core.approvals import Approvals
from peering.core.explain import why_ended, why_frozen
from peering.core.findings import Finding
from peering.core.guards import reasons_to_hold
from peering.core.judging import Reading, Undecided, judge, read
from peering.core.memory import Basis, Memory
from peering.core.model import Status
from peering.core.observed import Observed
from peering.core.plan import Plan
from peering.core.planning import look_over, plan_upkeep
from peering.core.removing import plan_cleanup, plan_unrouting
from peering.core.rulings import fingerprint_of_ends
from peering.core.standing import (
    Foreign,
    Frozen,
    Served,
    Unrouted,
    read_again,
    standing_as_read,
)


class Answer(StrEnum):
    """What becomes of a connection."""

    ACCEPT = "accept"
    REJECT = "reject"
    HOLD = "hold"
    ROUTE = "route"  # it lives, and its rule says which routes it gets
    UNAPPROVED = "unapproved"  # it lives and was ours, but nothing approves it any more
    UNROUTE = "unroute"
    CLEAN_UP = "clean up"
    WAIT = "wait"  # EC2 is still moving it on
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The answer, the rule behind it, why, and the plan of the next pass.

    A request's plan has the findings of the routes that it would get; `then` is what route would
    do once it is accepted. A plan is what there is to do, whether or not changes are frozen.
    """

    answer: Answer
    rule: str | None = None
    reasons: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    plan: Plan = field(default_factory=Plan)
    then: Plan = field(default_factory=Plan)


def outlook(observed: Observed, approvals: Approvals, known: Known, now: datetime) -> Outlook:
    """Say what the next pass would do, from what is observed, approved, remembered and ordered."""
    status = observed.connection.status
    match status:
        case Status.PENDING_ACCEPTANCE:
            return _of_request(observed, approvals, known, now)
        case Status.ACTIVE:
            return _of_living(observed, approvals, known.memory, now)
        case Status.DELETED | Status.REJECTED | Status.EXPIRED | Status.FAILED:
            return _of_ended(observed, known.memory)
        case Status.INITIATING_REQUEST | Status.PROVISIONING | Status.DELETING:
            return Outlook(Answer.WAIT, reasons=(f"EC2 says {status}, which passes by itself",))
        case Status.UNKNOWN:
            said = "EC2 gives it a status that this program has never heard of"
            return Outlook(Answer.WAIT, reasons=(said,))
        case _:
            assert_never(status)


@dataclass(frozen=True, slots=True)
class _Request:
    """A request that is pending at an accepter whom we govern, and all that it is judged by."""

    observed: Observed
    approvals: Approvals
    known: Known
    now: datetime
    readings: tuple[Reading, ...]

    def refused(self, refuse: Refuse) -> Outlook:
        """It is rejected, by a rule or by a person."""
        decision, connection = refuse.decision, self.observed.connection
        if self.known.footing.frozen is not None:
            meant = f"the request would be rejected by {decision.by}"
            reasons = (f"changes are {self.known.footing.frozen}", meant)
            return Outlook(Answer.HOLD, None, reasons, self.readings)
        plan = Plan(actions=(RejectConnection(connection.accepter.scope, connection.id),))
        if decision.basis is Basis.PERSON:
            said = (f"the request was {self.known.ruling}",)
            return Outlook(Answer.REJECT, None, said, self.readings, plan)
        return Outlook(Answer.REJECT, decision.by, (), self.readings, plan)

    def admitted(self, admit: Admit) -> Outlook:
        """It is accepted, unless a change stop or a guard holds it."""
        rule, connection, memory = admit.rule, self.observed.connection, self.known.memory
        quota = self.approvals.routes_per_table
        findings = look_over(self.observed, rule, memory, quota, self.now)
        reasons = self._why_not(admit, findings)
        if reasons:
            plan = Plan(findings=findings)
            return Outlook(Answer.HOLD, rule.name, reasons, self.readings, plan)
        accept = AcceptConnection(connection.accepter.scope, connection.id)
        plan = Plan(actions=(accept,), findings=findings)
        accepted = replace(self.observed, connection=replace(connection, status=Status.ACTIVE))
        then = plan_upkeep(accepted, rule, memory, quota, self.now)
        return Outlook(Answer.ACCEPT, rule.name, self._before(admit), self.readings, plan, then)

    def _why_not(self, admit: Admit, findings: tuple[Finding, ...]) -> tuple[str, ...]:
        if self.known.footing.frozen is not None:
            return (f"changes are {self.known.footing.frozen}", admit.said)
        guards = reasons_to_hold(self.observed, admit.rule, findings, self.now)
        return (f"{admit.said}, but a guard holds it", *guards) if guards else ()

    def _before(self, admit: Admit) -> tuple[str, ...]:
        """What was said of the request before: by a person, and by EC2."""
        said = (admit.said,) if admit.decision.basis is Basis.PERSON else ()
        if self.known.memory.announced_type(PeeringFailed.type):
            return (*said, "EC2 refused it: the message 'Peering Failed' says in which words")
        return said


def _of_request(observed: Observed, approvals: Approvals, known: Known, now: datetime) -> Outlook:
    connection = observed.connection
    readings = read(connection, approvals, now.date(), known.memory.requested_by)
    accepter = connection.accepter.scope
    if not approvals.governs(accepter):
        said = f"only the accepter can decide, and {accepter} is not governed"
        return Outlook(Answer.IGNORE, None, (said,), readings)
    request, verdict = _Request(observed, approvals, known, now, readings), judge(readings)
    answer = answer_to(verdict, known.ruling, fingerprint_of_ends(connection), now)
    match answer:
        case Wait(reasons):
            holding = verdict.rule if isinstance(verdict, Undecided) else None
            return Outlook(Answer.HOLD, holding.name if holding else None, reasons, readings)
        case Refuse():
            return request.refused(answer)
        case Admit():
            return request.admitted(answer)
        case _:
            assert_never(answer)


def _of_living(observed: Observed, approvals: Approvals, memory: Memory, now: datetime) -> Outlook:
    readings = read_again(observed.connection, approvals, memory, now.date())
    match standing_as_read(observed.connection, approvals, readings, memory):
        case Served(rule):
            plan = plan_upkeep(observed, rule, memory, approvals.routes_per_table, now)
            return Outlook(Answer.ROUTE, rule.name, _unseen(observed), readings, plan)
        case Unrouted(rule):
            plan = plan_unrouting(observed, memory)
            return Outlook(Answer.UNROUTE, rule.name, _unseen(observed), readings, plan)
        case Frozen(near):
            return Outlook(Answer.UNAPPROVED, None, why_frozen(near), readings)
        case Foreign():
            said = "no rule matches it and we did not accept it"
            return Outlook(Answer.IGNORE, None, (said,), readings)


def _of_ended(observed: Observed, memory: Memory) -> Outlook:
    connection = observed.connection
    why = (
        (why_ended(connection),)
        if connection.status in {Status.EXPIRED, Status.FAILED}
        else (f"EC2 says {connection.status}",)
    )
    if not memory.serves:
        said = "it was never accepted" if memory.decision else "it was never ours"
        return Outlook(Answer.IGNORE, None, (*why, said))
    plan = plan_cleanup(observed.views, connection.id)
    return Outlook(Answer.CLEAN_UP, None, why, (), plan)


def _unseen(observed: Observed) -> tuple[str, ...]:
    return tuple(f"the {side}'s account could not be looked at" for side in observed.unreachable)
