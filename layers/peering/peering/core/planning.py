"""From what is observed and approved to what will be done: a plan of actions possible now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from peering.core.actions import (
    CreateRoute,
    DeleteRoute,
    ReplaceRoute,
    RouteAction,
    TagConnection,
)
from peering.core.approvals import OnConflict, Rule
from peering.core.findings import Conflict, Contested, Dead, Finding, Full, Kept, Missing
from peering.core.marking import Mark, dns_actions, tag_actions, tags_of
from peering.core.memory import Memory, OwnedRoute
from peering.core.model import ConnectionId
from peering.core.observed import Observed
from peering.core.patience import repair_due, writes_so_far
from peering.core.plan import Plan
from peering.core.removing import carries, deletes
from peering.core.room import within_quota
from peering.core.routes import chosen_tables, find, wanted_destinations
from peering.core.tables import Place


def plan_upkeep(
    observed: Observed, rule: Rule, memory: Memory, routes_per_table: int, now: datetime
) -> Plan:
    """Plan what an active connection lacks on the sides that could be looked at.

    Creates come before deletes, so that a narrower route stands before the wider one goes; where
    it can't stand, the wider one stays.
    """
    findings = look_over(observed, rule, memory, routes_per_table, now)
    held = rule.on_conflict is OnConflict.HOLD and any(isinstance(f, Conflict) for f in findings)
    written = [] if held else [f for f in findings if isinstance(f, Missing | Dead)]
    unwanted = [] if held else list(_unwanted(observed, rule, memory, findings))
    return Plan(
        actions=(
            *(_write(finding, observed.connection.id) for finding in written),
            *_removals(observed, unwanted),
            *dns_actions(observed, rule, memory, now),
            *marks(observed, rule, _status(observed, findings), now),
        ),
        ownership=(
            *(_owned(finding, rule, memory, now) for finding in written),
            *(_chosen_anew(findings, rule, memory)),
        ),
        disowned=tuple(unwanted),
        findings=findings,
    )


def marks(
    observed: Observed, rule: Rule, status: str | None, now: datetime
) -> Iterator[TagConnection]:
    """Plan the tags that say how the connection stands, on the sides that could be looked at."""
    return tag_actions(observed.connection, tags_of(observed), Mark(status, rule.name), now)


def _status(observed: Observed, findings: tuple[Finding, ...]) -> str | None:
    if observed.unreachable:
        return None
    return (
        "conflict"
        if any(isinstance(f, Conflict | Full | Contested) for f in findings)
        else "routed"
    )


def look_over(
    observed: Observed, rule: Rule, memory: Memory, routes_per_table: int, now: datetime
) -> tuple[Finding, ...]:
    """Find what is there, missing and in the way, on every side that could be looked at."""
    found = (
        _contested(finding, memory, now)
        for view in observed.views
        for finding in find(view.side, observed.connection, rule, view.tables, observed.ended_peers)
    )
    return tuple(within_quota(found, routes_per_table))


def _write(finding: Missing | Dead, connection_id: ConnectionId) -> RouteAction:
    verb = CreateRoute if isinstance(finding, Missing) else ReplaceRoute
    return verb(finding.table.scope, connection_id, finding.table.id, finding.destination)


def _owned(finding: Missing | Dead, rule: Rule, memory: Memory, now: datetime) -> OwnedRoute:
    before = memory.owns(finding.table.id, finding.destination)
    return OwnedRoute(
        scope=finding.table.scope,
        vpc_id=finding.table.vpc_id,
        table_id=finding.table.id,
        destination=finding.destination,
        written_at=now,
        writes=writes_so_far(before, now) + 1,
        chosen_by=str(rule.side_routes(finding.side).tables),
    )


def _chosen_anew(findings: tuple[Finding, ...], rule: Rule, memory: Memory) -> Iterator[OwnedRoute]:
    for finding in findings:
        owned = memory.owns(finding.table.id, finding.destination)
        chosen_by = str(rule.side_routes(finding.side).tables)
        if isinstance(finding, Kept) and owned and owned.chosen_by != chosen_by:
            yield replace(owned, chosen_by=chosen_by)


def _contested(finding: Finding, memory: Memory, now: datetime) -> Finding:
    owned = memory.owns(finding.table.id, finding.destination)
    if not isinstance(finding, Missing | Dead) or owned is None or now >= repair_due(owned):
        return finding
    times = "once" if owned.writes == 1 else f"{owned.writes} times"
    reason = f"it was written {times} and is gone again; somebody else removes it"
    return Contested(finding.side, finding.table, finding.destination, reason)


def _unwanted(
    observed: Observed, rule: Rule, memory: Memory, findings: tuple[Finding, ...]
) -> Iterator[OwnedRoute]:
    """The routes that we wrote once and that nothing asks for now, gone or still there.

    One that carries the traffic of a route that can't be written is asked for by that.
    """
    if not memory.owned:
        return  # so in a sweep, which judges thousands: nothing of theirs is to be looked through
    hindered = tuple(_hindered(findings, memory.connection_id))
    for view in observed.views:
        blocks = observed.connection.vpc(view.side.other).cidrs
        if not blocks:
            continue  # EC2 did not tell the peer's blocks: that is no reason to unroute them
        choice = rule.side_routes(view.side)
        wanted = wanted_destinations(blocks, choice)
        chosen = {table.id for table in chosen_tables(view.tables, choice)}
        standing = {(d.table_id, d.destination) for d, _ in deletes((view,), memory.connection_id)}
        for owned in memory.owned:
            if owned.vpc_id != observed.connection.vpc(view.side).id:
                continue
            gone = owned.place not in standing
            unchosen = owned.table_id not in chosen
            narrowed = unchosen and owned.chosen_by != str(choice.tables)
            unasked = owned.destination not in wanted or narrowed or (unchosen and gone)
            if unasked and (gone or not carries(owned.place, hindered)):
                yield owned


def _hindered(findings: tuple[Finding, ...], connection_id: ConnectionId) -> Iterator[Place]:
    for found in findings:
        if isinstance(found, Conflict | Full | Contested):
            there = found.table.to(found.destination)
            if not any(route.leads_to(connection_id) for route in there):
                yield found.table.id, found.destination


def _removals(observed: Observed, unwanted: list[OwnedRoute]) -> Iterator[DeleteRoute]:
    places = {owned.place for owned in unwanted}
    if not places:
        return
    for delete, _ in deletes(observed.views, observed.connection.id):
        if (delete.table_id, delete.destination) in places:
            yield delete
