"""Which connections another approvals file would decide or route differently."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peerctl.observation import Observation, Seen
from peerctl.outlook import Answer, Outlook, outlook
from peering.core.actions import CreateRoute, ReplaceRoute
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
            outlook(observation.observed(seen, approvals), approvals, seen.memory, now)
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
    before, after = _routes(old), _routes(new)
    yield from (f"no longer: {line}" for line in before if line not in after)
    yield from (f"new: {line}" for line in after if line not in before)


def _decided(found: Outlook) -> str:
    return f"{found.answer} by rule '{found.rule}'" if found.rule else str(found.answer)


def _routes(found: Outlook) -> tuple[str, ...]:
    """Every route that the file wants, and every action that is not the writing of one."""
    wanted = (_wanted(finding) for finding in found.plan.findings)
    actions = (*found.plan.actions, *found.then.actions)
    others = (a for a in actions if not isinstance(a, CreateRoute | ReplaceRoute))
    return (*wanted, *map(str, others))


def _wanted(finding: Finding) -> str:
    where = f"{finding.side} route {finding.destination} in {finding.table.id}"
    match finding:
        case Kept():
            return f"{where} (it stands)"
        case Conflict() | Full() | Contested():
            return f"{where} (not possible: {finding.reason})"
        case _:
            return f"{where} (missing)"
