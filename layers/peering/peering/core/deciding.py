"""May this person decide this, now? What is wrong with it, in one sentence, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from peering.core.approvals import Effect
from peering.core.judging import Approved, Forbidden, Verdict
from peering.core.model import Connection, ConnectionId, Scope, Status
from peering.core.principals import Caller, may_be_same
from peering.core.rulings import Ruling, fingerprint_of_ends


class Deed(StrEnum):
    """What a person asks decide for."""

    SHOW = "show"
    APPROVE = "approve"
    REJECT = "reject"
    APPLY = "apply"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"


EFFECTS = {Deed.APPROVE: Effect.ACCEPT, Deed.REJECT: Effect.REJECT}


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, by whom. `shown` is the digest of what the person saw."""

    deed: Deed
    by: Caller
    connection_id: ConnectionId | None = None
    scope: Scope | None = None
    reason: str = ""
    shown: str = ""
    correlation_id: str = ""


class Why(StrEnum):
    """Why an order is refused, for machines."""

    UNKNOWN_CONNECTION = "unknown_connection"
    OUT_OF_REACH = "out_of_reach"
    NOT_GOVERNED = "not_governed"
    NOT_PENDING = "not_pending"
    EXPIRED = "expired"
    DECIDED_ALREADY = "decided_already"
    CHANGED = "changed"
    OWN_REQUEST = "own_request"
    REQUESTER_UNKNOWN = "requester_unknown"
    REJECT_RULE = "reject_rule"
    GUARDED = "guarded"
    ACCEPTED_BY_RULE = "accepted_by_rule"
    FROZEN_ALREADY = "frozen_already"
    NOT_FROZEN = "not_frozen"


@dataclass(frozen=True, slots=True)
class Refused:
    """The order is not carried out, and why: a code for machines, a sentence for people.

    `status` is EC2's where the connection was found and is not pending any more.
    """

    why: Why
    sentence: str
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one request that bears on who may decide what about it."""

    connection: Connection
    verdict: Verdict
    guards: tuple[str, ...]
    requested_by: str | None
    ruling: Ruling | None
    digest: str


def not_open(connection: Connection, now: datetime) -> Refused | None:
    """Say why there is nothing to decide about the connection, if so."""
    expires_at = connection.expires_at
    expired = expires_at is not None and expires_at <= now
    if connection.status is Status.EXPIRED or (
        connection.status is Status.PENDING_ACCEPTANCE and expired
    ):
        said = f"{connection.id} has expired; it has to be requested again."
        return Refused(Why.EXPIRED, said, Status.EXPIRED)
    if connection.status is Status.INITIATING_REQUEST:
        said = f"EC2 is still checking {connection.id}; try again soon."
        return Refused(Why.NOT_PENDING, said, connection.status)
    if connection.status is not Status.PENDING_ACCEPTANCE:
        said = f"{connection.id} is {connection.status} already: it is too late to decide."
        return Refused(Why.NOT_PENDING, said, connection.status)
    return None


def refusal(order: Order, case: Case) -> Refused | None:
    """Say why a pending request may not be decided like this, if so."""
    return next(_objections(order, case), None)


def _objections(order: Order, case: Case) -> Iterator[Refused]:
    pcx, ruling = case.connection.id, case.ruling
    if ruling is not None and ruling.ends == fingerprint_of_ends(case.connection):
        yield Refused(Why.DECIDED_ALREADY, f"{pcx} was {ruling}. A request is decided once.")
    if order.shown != case.digest:
        said = f"{pcx} is not what was shown any more: look at it again, then decide."
        yield Refused(Why.CHANGED, said)
    yield from _about_the_person(order, case)
    if isinstance(case.verdict, Forbidden):
        said = f"rule '{case.verdict.rule.name}' rejects {pcx}, and nobody overrules a reject rule."
        yield Refused(Why.REJECT_RULE, said)
    if order.deed is Deed.APPROVE:
        if case.guards:
            said = f"a guard holds {pcx}, and nobody overrules a guard: {case.guards[0]}."
            yield Refused(Why.GUARDED, said)
        if isinstance(case.verdict, Approved):
            said = f"rule '{case.verdict.rule.name}' accepts {pcx}: there is nothing to decide."
            yield Refused(Why.ACCEPTED_BY_RULE, said)


def _about_the_person(order: Order, case: Case) -> Iterator[Refused]:
    pcx, requested_by = case.connection.id, case.requested_by
    if requested_by is not None:
        if may_be_same(requested_by, order.by.arn):
            said = f"{requested_by} made the request {pcx}: somebody else has to decide it."
            yield Refused(Why.OWN_REQUEST, said)
    elif (
        order.deed is Deed.APPROVE
        and order.by.account_id == case.connection.requester.scope.account_id
    ):
        said = (
            f"nobody knows who made the request {pcx}, so nobody of the requester's own account "
            f"{order.by.account_id} may approve it: ask somebody of another account."
        )
        yield Refused(Why.REQUESTER_UNKNOWN, said)
