"""From what is observed and approved to what will be done: a plan of actions possible now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from peering.core.actions import (
    Action,
    CreateRoute,
    DeleteRoute,
    ReplaceRoute,
    RouteAction,
    TagConnection,
)
from peering.core.approvals import OnConflict, Rule
from peering.core.marking import Mark, dns_actions, tag_actions, tags_of
from peering.core.memory import Memory, OwnedRoute
from peering.core.model import (
    ConnectionId,
    Observed,
    Route,
    RouteOrigin,
    RouteState,
    SideView,
)
from peering.core.patience import repair_due, writes_so_far
from peering.core.room import within_quota
from peering.core.routes import (
    Conflict,
    Contested,
    Dead,
    Finding,
    Full,
    Kept,
    Missing,
    Obstacle,
    chosen_tables,
    find,
    wanted_destinations,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one pass will do, and what it found.

    `ownership` is what the ledger has to hold before the first action is done, `disowned` what
    it has to drop after the last; `findings` say for every route that ought to be whether it is
    there, will be written, or cannot be.
    """

    actions: tuple[Action, ...] = ()
    ownership: tuple[OwnedRoute, ...] = ()
    disowned: tuple[OwnedRoute, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def untagged(self) -> "Plan":
        """The plan without its tags: what they say is true only after the rest was done."""
        rest = tuple(a for a in self.actions if not isinstance(a, TagConnection))
        return replace(self, actions=rest)

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What keeps routes from being written."""
        return tuple(f for f in self.findings if isinstance(f, Conflict | Full | Contested))


def plan_upkeep(
    observed: Observed, rule: Rule, memory: Memory, routes_per_table: int, now: datetime
) -> Plan:
    """Plan what an active connection lacks on the sides that could be looked at.

    Creates come before deletes, so that a narrower route stands before the wider one goes.
    """
    findings = look_over(observed, rule, memory, routes_per_table, now)
    held = rule.on_conflict is OnConflict.HOLD and any(isinstance(f, Conflict) for f in findings)
    written = [] if held else [f for f in findings if isinstance(f, Missing | Dead)]
    unwanted = [] if held else list(_unwanted(observed, rule, memory))
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


def plan_cleanup(views: tuple[SideView, ...], connection_id: ConnectionId) -> Plan:
    """Plan to remove every static route that leads to a connection that EC2 says has ended."""
    return Plan(actions=tuple(delete for delete, _ in _deletes(views, connection_id)))


def plan_cleanup_of_vanished(views: tuple[SideView, ...], connection_id: ConnectionId) -> Plan:
    """Plan the same for a connection that EC2 no longer knows.

    Only routes that are blackholes are taken: NotFound alone proves nothing, because EC2 is
    eventually consistent, but the routes of a peering that is gone are always blackholes.
    """
    return Plan(
        actions=tuple(
            delete
            for delete, route in _deletes(views, connection_id)
            if route.state is RouteState.BLACKHOLE
        )
    )


def plan_unrouting(observed: Observed, memory: Memory) -> Plan:
    """Plan to remove our own routes from a connection that lives but was rejected."""
    return Plan(
        actions=tuple(
            delete
            for delete, _ in _deletes(observed.views, observed.connection.id)
            if memory.owns(delete.table_id, delete.destination)
        )
    )


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


def _unwanted(observed: Observed, rule: Rule, memory: Memory) -> Iterator[OwnedRoute]:
    """The routes that we wrote once and that nothing asks for now, gone or still there."""
    for view in observed.views:
        blocks = observed.connection.vpc(view.side.other).cidrs
        if not blocks:
            continue  # EC2 did not tell the peer's blocks: that is no reason to unroute them
        choice = rule.side_routes(view.side)
        wanted = wanted_destinations(blocks, choice)
        chosen = {table.id for table in chosen_tables(view.tables, choice)}
        standing = {(d.table_id, d.destination) for d, _ in _deletes((view,), memory.connection_id)}
        for owned in memory.owned:
            if owned.vpc_id != observed.connection.vpc(view.side).id:
                continue
            gone = (owned.table_id, owned.destination) not in standing
            unchosen = owned.table_id not in chosen
            narrowed = unchosen and owned.chosen_by != str(choice.tables)
            if owned.destination not in wanted or narrowed or (unchosen and gone):
                yield owned


def _removals(observed: Observed, unwanted: list[OwnedRoute]) -> Iterator[DeleteRoute]:
    places = {(owned.table_id, owned.destination) for owned in unwanted}
    for delete, _ in _deletes(observed.views, observed.connection.id):
        if (delete.table_id, delete.destination) in places:
            yield delete


def _deletes(
    views: tuple[SideView, ...], connection_id: ConnectionId
) -> Iterator[tuple[DeleteRoute, Route]]:
    for view in views:
        for table in view.tables:
            for route in table.leading_to(connection_id):
                if route.origin is RouteOrigin.CREATE_ROUTE and not isinstance(
                    route.destination, str
                ):
                    yield (
                        DeleteRoute(table.scope, connection_id, table.id, route.destination),
                        route,
                    )
