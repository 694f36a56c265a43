"""What the program would do about a connection: its own functions, asked without acting."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from peering.core.actions import AcceptConnection, RejectConnection
from peering.core.announcements import PeeringFailed
from peering.core.approvals import Approvals, Rule
from peering.core.explain import why_ended, why_frozen, why_undecided
from peering.core.guards import reasons_to_hold
from peering.core.judging import Approved, Forbidden, Reading, Undecided, judge, read
from peering.core.memory import Memory
from peering.core.model import Status
from peering.core.observed import Observed
from peering.core.plan import Plan
from peering.core.planning import look_over, plan_upkeep
from peering.core.removing import plan_cleanup, plan_unrouting
from peering.core.standing import (
    Foreign,
    Frozen,
    Served,
    Unrouted,
    approved_by,
    read_again,
    standing_as_read,
)


class Answer(StrEnum):
    """What becomes of a connection."""

    ACCEPT = "accept"
    REJECT = "reject"
    HOLD = "hold"
    ROUTE = "route"  # it lives, and its rule says which routes it gets
    FREEZE = "freeze"  # it lives and was ours, but nothing approves it any more
    UNROUTE = "unroute"
    CLEAN_UP = "clean up"
    WAIT = "wait"  # EC2 is still moving it on
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The answer, the rule behind it, why, and the plan of the next pass.

    A request's plan has the findings of the routes that it would get; `then` is what route would
    do once it is accepted.
    """

    answer: Answer
    rule: str | None = None
    reasons: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    plan: Plan = field(default_factory=Plan)
    then: Plan = field(default_factory=Plan)


def outlook(observed: Observed, approvals: Approvals, memory: Memory, now: datetime) -> Outlook:
    """Say what the next pass would do, from what is observed, approved and remembered."""
    status = observed.connection.status
    match status:
        case Status.PENDING_ACCEPTANCE:
            return _of_request(observed, approvals, memory, now)
        case Status.ACTIVE:
            return _of_living(observed, approvals, memory, now)
        case Status.DELETED | Status.REJECTED | Status.EXPIRED | Status.FAILED:
            return _of_ended(observed, memory)
        case Status.INITIATING_REQUEST | Status.PROVISIONING | Status.DELETING:
            return Outlook(Answer.WAIT, reasons=(f"EC2 says {status}, which passes by itself",))
        case Status.UNKNOWN:
            said = "EC2 gives it a status that this program has never heard of"
            return Outlook(Answer.IGNORE, reasons=(said,))
        case _:
            assert_never(status)


def _of_request(observed: Observed, approvals: Approvals, memory: Memory, now: datetime) -> Outlook:
    connection = observed.connection
    readings = read(connection, approvals, now.date(), memory.requested_by)
    accepter = connection.accepter.scope
    if not approvals.governs(accepter):
        said = f"only the accepter can decide, and {accepter} is not governed"
        return Outlook(Answer.IGNORE, None, (said,), readings)
    match judge(readings):
        case Forbidden(rule):
            plan = Plan(actions=(RejectConnection(accepter, connection.id),))
            return Outlook(Answer.REJECT, rule.name, (), readings, plan)
        case Undecided() if memory.serves and memory.decision is not None:
            rule = approved_by(memory.decision)  # a person's word, which accept has taken up
            return _of_approved(observed, rule, readings, approvals, memory, now)
        case Undecided() as verdict:
            name = verdict.rule.name if verdict.rule else None
            return Outlook(Answer.HOLD, name, why_undecided(verdict), readings)
        case Approved(rule):
            return _of_approved(observed, rule, readings, approvals, memory, now)


def _of_approved(  # noqa: PLR0913, PLR0917 # all that the guards ask for
    observed: Observed,
    rule: Rule,
    readings: tuple[Reading, ...],
    approvals: Approvals,
    memory: Memory,
    now: datetime,
) -> Outlook:
    findings = look_over(observed, rule, memory, approvals.routes_per_table, now)
    reasons = reasons_to_hold(observed, rule, findings, now)
    if reasons:
        said = f"rule '{rule.name}' would accept the request, but a guard holds it"
        plan = Plan(findings=findings)
        return Outlook(Answer.HOLD, rule.name, (said, *reasons), readings, plan)
    connection = observed.connection
    accept = AcceptConnection(connection.accepter.scope, connection.id)
    plan = Plan(actions=(accept,), findings=findings)
    accepted = replace(observed, connection=replace(connection, status=Status.ACTIVE))
    then = plan_upkeep(accepted, rule, memory, approvals.routes_per_table, now)
    refused = memory.announced_type(PeeringFailed.type)
    before = (
        ("EC2 refused it: the message 'Peering Failed' says in which words",) if refused else ()
    )
    return Outlook(Answer.ACCEPT, rule.name, before, readings, plan, then)


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
            return Outlook(Answer.FREEZE, None, why_frozen(near), readings)
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
        return Outlook(Answer.IGNORE, None, (*why, "it was never ours"))
    plan = plan_cleanup(observed.views, connection.id)
    return Outlook(Answer.CLEAN_UP, None, why, (), plan)


def _unseen(observed: Observed) -> tuple[str, ...]:
    return tuple(f"the {side}'s account could not be looked at" for side in observed.unreachable)
