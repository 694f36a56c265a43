"""Is a connection approved? A verdict, with the rule that decided or why none fitted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from itertools import takewhile

from peering.core.approvals import Approvals, Conditions, Effect, Rule
from peering.core.blocks import Cidr, contains
from peering.core.model import Connection, Side, Tags, Vpc
from peering.core.principals import is_named

_SIDES = tuple(Side)  # every rule of every connection asks: an enumeration is slow to go through


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One condition that a connection does not meet, in words.

    `unknown` where EC2 does not show what the condition asks for, so that nobody can tell.
    """

    field: str  # as in the approvals file: requester.cidrs
    wanted: str
    found: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One rule held against one connection: it fits if nothing mismatches."""

    rule: Rule
    mismatches: tuple[Mismatch, ...]

    @property
    def fits(self) -> bool:
        """Whether every condition is met."""
        return not self.mismatches

    @property
    def undecidable(self) -> bool:
        """Whether the rule would fit but for what EC2 does not show."""
        return bool(self.mismatches) and all(m.unknown for m in self.mismatches)


@dataclass(frozen=True, slots=True)
class Approved:
    """The first accept rule that fits."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The first reject rule that fits."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Undecided:
    """No rule accepts or rejects: a person decides.

    `rule` is the hold rule that fits, or the stricter rule of which EC2 does not show enough.
    Without one, `readings` tell why no accept rule fitted.
    """

    rule: Rule | None
    readings: tuple[Reading, ...]


type Verdict = Approved | Forbidden | Undecided


def judge(readings: tuple[Reading, ...]) -> Verdict:
    """Decide: reject beats hold beats accept, and among equals the first rule in the file.

    A reject or hold rule of which too little is known to tell whether it fits holds.
    """
    for reading in _with_effect(readings, Effect.REJECT):
        if reading.fits:
            return Forbidden(reading.rule)
    strict = (*_with_effect(readings, Effect.REJECT), *_with_effect(readings, Effect.HOLD))
    for reading in strict:
        if reading.fits or reading.undecidable:
            return Undecided(reading.rule, (reading,))
    accepting = tuple(_with_effect(readings, Effect.ACCEPT))
    for reading in accepting:
        if reading.fits:
            return Approved(reading.rule)
    return Undecided(None, accepting)


def read(
    connection: Connection, approvals: Approvals, today: date, requested_by: str | None = None
) -> tuple[Reading, ...]:
    """Hold every rule against the connection. *today* is the day in UTC.

    *requested_by* is the ARN of whoever made the request, where that is known.
    """
    outside = tuple(side for side in Side if not approvals.governs(connection.vpc(side).scope))
    return tuple(
        Reading(
            rule,
            (
                *_mismatches(rule, connection, today),
                *_caller_mismatches(rule, requested_by),
                *_outside_mismatches(rule, outside),
            ),
        )
        for rule in approvals.rules
    )


def unread_tags(readings: tuple[Reading, ...]) -> frozenset[Side]:
    """Name the sides whose VPC tags, not read so far, would decide some rule."""
    return frozenset(
        side
        for reading in readings
        if reading.undecidable
        for side in Side
        if any(mismatch.field == f"{side}.tags" for mismatch in reading.mismatches)
    )


def unread_before(
    rule: Rule, readings: tuple[Reading, ...], governed: frozenset[Side]
) -> tuple[Reading, ...]:
    """Pick the accept rules before *rule* that fit or not by what can't be read for now.

    That is a block, or a tag of a *governed* side's VPC. A stranger's tags, and who made a
    request that nobody recorded, are not known later either.
    """
    passing = {f"{side}.cidrs" for side in Side} | {f"{side}.tags" for side in governed}
    before = takewhile(lambda reading: reading.rule is not rule, readings)
    return tuple(
        reading
        for reading in _with_effect(tuple(before), Effect.ACCEPT)
        if reading.undecidable and passing.issuperset(m.field for m in reading.mismatches)
    )


def _with_effect(readings: tuple[Reading, ...], effect: Effect) -> Iterator[Reading]:
    return (reading for reading in readings if reading.rule.effect is effect)


def _mismatches(rule: Rule, connection: Connection, today: date) -> Iterator[Mismatch]:
    if rule.until is not None and today > rule.until:
        # Which day it is would make the same state another one every day.
        yield Mismatch("until", f"a day up to {rule.until}", "a later day")
    for side in _SIDES:
        yield from _side_mismatches(side, rule.conditions(side), connection.vpc(side))


def _caller_mismatches(rule: Rule, requested_by: str | None) -> Iterator[Mismatch]:
    if rule.requested_by is None:
        return
    wanted = " or ".join(rule.requested_by)
    if requested_by is None:
        yield Mismatch("requested_by", wanted, "not recorded", unknown=True)
    elif not is_named(requested_by, rule.requested_by):
        yield Mismatch("requested_by", wanted, requested_by)


def _outside_mismatches(rule: Rule, outside: tuple[Side, ...]) -> Iterator[Mismatch]:
    if rule.effect is not Effect.ACCEPT:
        return
    if rule.one_sided and not outside:
        yield Mismatch("one_sided", "false where both sides are governed", "true")
    if not rule.one_sided and outside:
        ends = " and ".join(f"the {side}" for side in outside)
        are = "is" if len(outside) == 1 else "are"
        yield Mismatch("one_sided", f"true where {ends} {are} not governed", "false")


def _side_mismatches(side: Side, wanted: Conditions, vpc: Vpc) -> Iterator[Mismatch]:
    account, region = vpc.scope.account_id, vpc.scope.region
    if wanted.accounts is not None and account not in wanted.accounts:
        yield Mismatch(f"{side}.accounts", " or ".join(wanted.accounts), account)
    if wanted.regions is not None and region not in wanted.regions:
        yield Mismatch(f"{side}.regions", " or ".join(wanted.regions), region)
    if wanted.vpcs is not None and not any(fnmatchcase(vpc.id, glob) for glob in wanted.vpcs):
        yield Mismatch(f"{side}.vpcs", " or ".join(wanted.vpcs), vpc.id)
    if wanted.cidrs is not None:
        yield from _block_mismatches(side, wanted.cidrs, vpc)
    if wanted.tags:
        yield from _tag_mismatches(side, wanted.tags, vpc)


def _block_mismatches(side: Side, cidrs: tuple[Cidr, ...], vpc: Vpc) -> Iterator[Mismatch]:
    outside = [b for b in vpc.cidrs if not any(contains(outer, b) for outer in cidrs)]
    if vpc.cidrs and not outside:
        return
    inside = _inside(cidrs)
    if outside:
        yield Mismatch(f"{side}.cidrs", inside, _outside(tuple(outside)))
    else:
        yield Mismatch(f"{side}.cidrs", inside, "not shown", unknown=True)


@cache
def _inside(cidrs: tuple[Cidr, ...]) -> str:
    """Put a rule's blocks in words, once for all the connections that are held against it."""
    return f"every block inside {' or '.join(map(str, cidrs))}"


@lru_cache(maxsize=1024)
def _outside(cidrs: tuple[Cidr, ...]) -> str:
    """Put a VPC's blocks in words, once for all the rules that it is held against."""
    return f"{' and '.join(map(str, cidrs))} outside"


def _tag_mismatches(side: Side, tags: Tags, vpc: Vpc) -> Iterator[Mismatch]:
    if vpc.tags is not None and tags.items() <= vpc.tags.items():
        return
    asked = ", ".join(f"{key}={value}" for key, value in sorted(tags.items()))
    if vpc.tags is None:
        yield Mismatch(f"{side}.tags", asked, "not readable", unknown=True)
    else:
        wrong = sorted(key for key, _ in tags.items() - vpc.tags.items())
        found = (f"{key}={vpc.tags[key]}" if key in vpc.tags else f"no tag {key}" for key in wrong)
        yield Mismatch(f"{side}.tags", asked, ", ".join(found))
