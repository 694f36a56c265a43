"""An outlook as a document for machines, and as lines for people."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from peerctl.outlook import Answer, Outlook
from peerctl.requests import UNMADE
from peering.core.actions import Action, CreateRoute, ReplaceRoute
from peering.core.explain import mismatch_in_words
from peering.core.findings import Conflict, Contested, Dead, Finding, Full, Kept, Missing
from peering.core.judging import Reading
from peering.core.model import Vpc
from peering.core.observed import Observed

type Fields = Mapping[str, object]


def explanation(observed: Observed, found: Outlook) -> Fields:
    """Everything that was asked and answered about a connection."""
    connection = observed.connection
    unmade = connection.id == UNMADE
    return {
        "connection": None if unmade else connection.id,
        "status": "not requested yet" if unmade else str(connection.status),
        "requester": vpc_fields(connection.requester),
        "accepter": vpc_fields(connection.accepter),
        "decision": str(found.answer),
        "rule": found.rule,
        "reasons": list(found.reasons),
        "rules": [_reading(reading) for reading in found.readings],
        "routes": list(routes(found)),
        "looked_at": [str(view.side) for view in observed.views],
        "actions": [str(action) for action in found.plan.actions],
        "afterwards": [str(action) for action in found.then.actions],
    }


def vpc_fields(vpc: Vpc) -> Fields:
    """One side's VPC."""
    return {
        "account": vpc.scope.account_id,
        "region": vpc.scope.region,
        "vpc": vpc.id,
        "cidrs": [str(block) for block in vpc.cidrs],
        "tags": None if vpc.tags is None else dict(vpc.tags),
    }


def routes(found: Outlook) -> Iterator[Fields]:
    """Every route that ought to be, and what becomes of it."""
    written = tuple(_places((*found.plan.actions, *found.then.actions)))
    findings = found.plan.findings
    for finding in findings:
        planned = (finding.table.id, str(finding.destination)) in written
        state, why = _state(finding, found.answer, planned=planned)
        yield {
            "side": str(finding.side),
            "scope": str(finding.table.scope),
            "table": finding.table.id,
            "destination": str(finding.destination),
            "state": state,
            "why": why,
        }


def _places(actions: tuple[Action, ...]) -> Iterator[tuple[str, str]]:
    for action in actions:
        if isinstance(action, CreateRoute | ReplaceRoute):
            yield action.table_id, str(action.destination)


def _state(finding: Finding, answer: Answer, *, planned: bool) -> tuple[str, str]:
    waiting = "" if planned else "not written: the connection is held"
    waiting = "not written: a conflict holds it" if answer is Answer.ROUTE and waiting else waiting
    match finding:
        case Kept():
            return "stands", ""
        case Missing():
            return "create" if planned else "free", waiting
        case Dead():
            return "replace" if planned else "dead", waiting or "a dead route holds it"
        case Conflict(reason=reason):
            return "conflict", reason
        case Full(reason=reason):
            return "full", reason
        case Contested(reason=reason):
            return "contested", reason
        case _:
            assert_never(finding)


def _reading(reading: Reading) -> Fields:
    rule = reading.rule
    if reading.fits:
        verdict = "fits"
    else:
        verdict = "cannot be told" if reading.undecidable else "does not fit"
    return {
        "rule": rule.name,
        "effect": str(rule.effect),
        "verdict": verdict,
        "because": [mismatch_in_words(mismatch) for mismatch in reading.mismatches],
    }
