"""Which connections another approvals file would decide or route differently."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peerctl.observation import Observation, Seen
from peerctl.outlook import Answer, Outlook, outlook
from peering.core.actions import CreateRoute, DeleteRoute, ReplaceRoute
from peering.core.approvals import Approvals
from peering.core.findings import Conflict, Contested, Finding, Full, Kept


@dataclass(frozen=True, slots=True)
class Difference:
    """One connection of which the two files say different things."""

    seen: Seen
    old: Outlook
    new: Outlook
    changes: tuple[str, ...]


def differences(
    observation: Observation, old: Approvals, new: Approvals, now: datetime
) -> Iterator[Difference]:
    """Hold both files against every connection that was observed."""
    for seen in observation.connections:
        before, after = (
            outlook(observation.observed(seen, approvals), approvals, observation.known(seen), now)
            for approvals in (old, new)
        )
        changes = tuple(_changes(before, after))
        if changes:
            yield Difference(seen, before, after, changes)


def _changes(old: Outlook, new: Outlook) -> Iterator[str]:
    if (old.answer, old.rule) != (new.answer, new.rule):
        yield f"{_decided(old)} becomes {_decided(new)}"
        yield from (f"because {reason}" for reason in new.reasons)
    elif old.answer is Answer.HOLD and old.reasons != new.reasons:
        yield from (f"now held because {reason}" for reason in new.reasons)
    yield from _lost(old, new)
    yield from (f"new: {line}" for line in _said(new) if line not in _said(old))


def _lost(old: Outlook, new: Outlook) -> Iterator[str]:
    """What the old file wants and the new one doesn't: a route that stands goes only if planned."""
    still = {_place(finding) for finding in new.plan.findings}
    going = {_place(action) for action in _removals(new)}
    for finding in old.plan.findings:
        if _place(finding) in still:
            continue
        if not isinstance(finding, Kept):
            yield f"no longer wanted: {_wanted(finding)}"
        elif _place(finding) in going:
            yield f"goes: {_where(finding)}"
        else:
            yield f"stays, no longer kept up: {_where(finding)}"
    told = {_place(finding) for finding in old.plan.findings}
    before = tuple(_removals(old))
    for action in _removals(new):
        if action not in before and _place(action) not in told:
            yield f"goes: {action}"
    yield from (f"no longer: {action}" for action in before if _place(action) not in going)
    yield from (f"no longer: {line}" for line in _others(old) if line not in _others(new))


def _decided(found: Outlook) -> str:
    return f"{found.answer} by rule '{found.rule}'" if found.rule else str(found.answer)


def _said(found: Outlook) -> tuple[str, ...]:
    """Every route that the file wants, and every action that is not the writing of one."""
    return (*map(_wanted, found.plan.findings), *_others(found))


def _others(found: Outlook) -> tuple[str, ...]:
    actions = (*found.plan.actions, *found.then.actions)
    others = (a for a in actions if not isinstance(a, CreateRoute | ReplaceRoute | DeleteRoute))
    return tuple(map(str, others))


def _removals(found: Outlook) -> Iterator[DeleteRoute]:
    return (action for action in found.plan.actions if isinstance(action, DeleteRoute))


def _place(of: Finding | DeleteRoute) -> tuple[str, str]:
    table = of.table_id if isinstance(of, DeleteRoute) else of.table.id
    return table, str(of.destination)


def _where(finding: Finding) -> str:
    return f"{finding.side} route {finding.destination} in {finding.table.id}"


def _wanted(finding: Finding) -> str:
    where = _where(finding)
    match finding:
        case Kept():
            return f"{where} (it stands)"
        case Conflict() | Full() | Contested():
            return f"{where} (not possible: {finding.reason})"
        case _:
            return f"{where} (missing)"
