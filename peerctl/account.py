"""An outlook as a document for machines, and as lines for people."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from peerctl.known import Footing, Known
from peerctl.outlook import Answer, Outlook
from peerctl.requests import UNMADE
from peering.core.actions import Action, CreateRoute, DeleteRoute, ReplaceRoute
from peering.core.explain import mismatch_in_words, obstacle_in_words
from peering.core.findings import Conflict, Contested, Dead, Finding, Full, Kept, Missing
from peering.core.judging import Reading
from peering.core.memory import Memory
from peering.core.model import Vpc
from peering.core.observed import Observed
from peering.core.tables import Route, RouteState

type Fields = Mapping[str, object]


def explanation(observed: Observed, known: Known, found: Outlook) -> Fields:
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
        "routes": list(routes(observed, known.memory, found)),
        "looked_at": [str(view.side) for view in observed.views],
        "obstacles": [obstacle_in_words(obstacle) for obstacle in found.plan.obstacles],
        **footing_fields(known.footing),
        "actions": [_named(action) for action in found.plan.actions],
        "afterwards": [_named(action) for action in found.then.actions],
    }


def _named(action: Action) -> str:
    """An action in words; a request that nobody has made yet has no id."""
    said = str(action).replace(f"accept {UNMADE}", "accept the request")
    return said.replace(UNMADE, "the new connection")


def footing_fields(footing: Footing) -> Fields:
    """The hub's mode, and who stopped all changes, since when and why."""
    stop = footing.stop
    frozen = stop and {"by": stop.by, "since": stop.at.isoformat(), "reason": stop.reason}
    return {"mode": footing.mode, "frozen": frozen}


def vpc_fields(vpc: Vpc) -> Fields:
    """One side's VPC."""
    return {
        "account": vpc.scope.account_id,
        "region": vpc.scope.region,
        "vpc": vpc.id,
        "cidrs": [str(block) for block in vpc.cidrs],
        "tags": None if vpc.tags is None else dict(vpc.tags),
    }


def routes(observed: Observed, memory: Memory, found: Outlook) -> Iterator[Fields]:
    """Every route that ought to be, and what becomes of it; then all others that lead there."""
    yield from _wanted(found)
    wanted = {(f.table.id, str(f.destination)) for f in found.plan.findings}
    going = {(a.table_id, a.destination) for a in found.plan.actions if isinstance(a, DeleteRoute)}
    for view in observed.views:
        for table in view.tables:
            for route in table.leading_to(observed.connection.id):
                if (table.id, str(route.destination)) in wanted:
                    continue
                goes = (table.id, route.destination) in going
                owned = any(
                    o.table_id == table.id and o.destination == route.destination
                    for o in memory.owned
                )
                yield {
                    "side": str(view.side),
                    "scope": str(table.scope),
                    "table": table.id,
                    "destination": str(route.destination),
                    "state": "remove" if goes else _stands(route),
                    "why": _why_there(found.answer, owned=owned, goes=goes),
                    "wanted": False,
                }


def _stands(route: Route) -> str:
    return "dead" if route.state is RouteState.BLACKHOLE else "stands"


def _why_there(answer: Answer, *, owned: bool, goes: bool) -> str:
    match answer:
        case Answer.UNAPPROVED:
            return "no longer kept up"
        case Answer.CLEAN_UP if goes:
            return "its connection has ended"
        case Answer.UNROUTE if goes:
            return "a reject rule takes it away"
        case _ if goes:
            return "nothing asks for it any more"
        case _:
            return "ours, asked for by nothing now" if owned else "not ours: left alone"


def _wanted(found: Outlook) -> Iterator[Fields]:
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
            "wanted": True,
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
