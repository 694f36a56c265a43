"""What an accepted connection is to us: served, left as it stands, unrouted, or none of ours."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from peering.core.approvals import Approvals, Effect, Rule
from peering.core.judging import (
    Approved,
    Forbidden,
    Reading,
    Undecided,
    judge,
    read,
    unread_before,
)
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import Connection, Side


@dataclass(frozen=True, slots=True)
class Served:
    """The rule says which routes and options the connection gets."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Frozen:
    """It is ours, but nothing approves it for certain any more: it stays as it is."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Unrouted:
    """A reject rule with `unroute: true` takes our routes away."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Foreign:
    """It is none of our business: shown in status, never touched."""


type Standing = Served | Frozen | Unrouted | Foreign


def standing(readings: tuple[Reading, ...], memory: Memory) -> Standing:
    """Tell what the connection is to us, from the rules as they read today and what we remember.

    Rules are tried in the order of `judge`, but what a person approved is served unless a
    reject rule fits: the hold that the person answered does not hold it again.
    """
    decision = memory.decision if memory.serves else None
    match judge(readings):
        case Forbidden(rule) if decision and rule.unroute:
            return Unrouted(rule)
        case Forbidden(rule):
            return Frozen(_of(rule, readings)) if decision else Foreign()
        case Undecided() | Approved() if decision and decision.basis is Basis.PERSON:
            return Served(approved_by(decision))
        case Approved(rule):
            return Served(rule)
        case Undecided(_, near):
            return Frozen(near) if decision else Foreign()


def standing_as_read(
    connection: Connection, approvals: Approvals, readings: tuple[Reading, ...], memory: Memory
) -> Standing:
    """Tell the same once everything was read that can be read now of the VPCs that we govern.

    A rule that what is still unread keeps from deciding may be the one that routed a connection
    of ours: no later rule takes its place until that can be told.
    """
    stands = standing(readings, memory)
    by_person = memory.decision is not None and memory.decision.basis is Basis.PERSON
    if not isinstance(stands, Served) or not memory.serves or by_person:
        return stands
    governed = frozenset(side for side in Side if approvals.governs(connection.vpc(side).scope))
    unread = unread_before(stands.rule, readings, governed)
    return Frozen(unread) if unread else stands


def read_again(
    connection: Connection, approvals: Approvals, memory: Memory, today: date
) -> tuple[Reading, ...]:
    """Hold the rules against a connection that was accepted before.

    Tags were judged then, where they could be read, and so was who made the request: the rule
    that decided is not asked for them again, because what can't be seen must not stop the upkeep
    of live routes.
    """
    decision = memory.decision
    if decision is None or decision.basis is Basis.PERSON:
        return read(connection, approvals, today, memory.requested_by)
    rules = tuple(
        _judged_already(rule) if rule.name == decision.by and rule.effect is Effect.ACCEPT else rule
        for rule in approvals.rules
    )
    return read(connection, replace(approvals, rules=rules), today, memory.requested_by)


def approved_by(decision: Decision) -> Rule:
    """The rule that a person's approval amounts to: all of the peer's blocks in all tables."""
    return Rule(name=f"approved by {decision.by}", effect=Effect.ACCEPT)


@cache  # a sweep asks for the same few, once a connection
def _judged_already(rule: Rule) -> Rule:
    bare = {side: replace(rule.conditions(side), tags={}) for side in Side}
    return replace(
        rule, requester=bare[Side.REQUESTER], accepter=bare[Side.ACCEPTER], requested_by=None
    )


def _of(rule: Rule, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(reading for reading in readings if reading.rule is rule)
