"""Which connections of a scope are out of order, seen from that scope alone."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from peering.core.approvals import Approvals, Rule
from peering.core.marking import Mark, tag_actions, tags_of
from peering.core.memory import Decision, Memory
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, VpcId
from peering.core.observed import Observed, SideView
from peering.core.planning import plan_upkeep
from peering.core.routes import chosen_tables, wanted_destinations
from peering.core.standing import Foreign, Frozen, Served, Unrouted, read_again, standing
from peering.core.tables import RouteState, RouteTable, TargetKind

type Decisions = Mapping[ConnectionId, Decision]


@dataclass(frozen=True, slots=True)
class ScopeView:
    """A whole scope in bulk: its connections, with the tags of its own VPCs, and its tables."""

    scope: Scope
    connections: tuple[Connection, ...]
    tables: tuple[RouteTable, ...]

    def dead_targets(self) -> frozenset[ConnectionId]:
        """Name the connections that EC2 no longer shows and to which routes still lead."""
        shown = {connection.id for connection in self.connections}
        return frozenset(
            ConnectionId(route.target.id)
            for table in self.tables
            for route in table.routes
            if route.state is RouteState.BLACKHOLE
            and route.target.kind is TargetKind.PEERING
            and route.target.id not in shown
        )

    def ended(self) -> frozenset[ConnectionId]:
        """Name the connections of which this scope knows that they have ended."""
        return self.dead_targets() | {c.id for c in self.connections if c.status.ended}


@dataclass(slots=True)
class Triage:
    """What is to be done about a scope.

    `adopted` stood before us and match a rule. `orphans` are connections that no longer exist
    and that the ledger does not know, to which dead routes lead: reported, never touched.
    `not_understood` have a status unheard of.
    """

    to_accept: list[Connection] = field(default_factory=list)
    to_route: list[Connection | ConnectionId] = field(default_factory=list)
    adopted: dict[ConnectionId, tuple[Connection, Rule]] = field(default_factory=dict)
    orphans: list[ConnectionId] = field(default_factory=list)
    not_understood: list[ConnectionId] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Triager:
    """Sorts a scope's connections, each looked at from its own side only.

    What is in order from both of its sides' scopes is in order; what is not is looked at
    again, whole, by accept or route. So this may be wrong only towards looking once too often.
    """

    approvals: Approvals
    now: datetime

    def sort(self, view: ScopeView, decisions: Decisions) -> Triage:
        """Tell what is out of order in *view*. *decisions* are the ledger's, where it has any."""
        triage = Triage()
        tables: dict[VpcId, list[RouteTable]] = defaultdict(list)
        for table in view.tables:
            tables[table.vpc_id].append(table)
        for connection in view.connections:
            sides = tuple(
                SideView(
                    side,
                    view.scope,
                    tuple(tables[connection.vpc(side).id]),
                    connection.dns.get(side),
                    connection.tags,
                )
                for side in connection.sides_in(view.scope)
            )
            # Whether a dead route in the way may be replaced is asked when it is looked at whole.
            observed = Observed(connection, sides)
            self._sort_one(observed, decisions.get(connection.id), triage)
        for gone in sorted(view.dead_targets()):
            (triage.to_route if gone in decisions else triage.orphans).append(gone)
        return triage

    def _sort_one(self, observed: Observed, decision: Decision | None, triage: Triage) -> None:
        connection = observed.connection
        sides = {view.side for view in observed.views}
        match connection.status:
            case Status.PENDING_ACCEPTANCE if Side.ACCEPTER in sides:
                triage.to_accept.append(connection)
            case Status.FAILED | Status.EXPIRED if Side.REQUESTER in sides:
                triage.to_accept.append(connection)
            case Status.EXPIRED if decision is None and not self._asked_from_inside(connection):
                triage.to_accept.append(connection)
            case Status.ACTIVE:
                self._sort_active(observed, decision, triage)
            case Status.DELETED | Status.REJECTED | Status.FAILED | Status.EXPIRED:
                if decision is not None and (not decision.closed or _led_to(observed)):
                    triage.to_route.append(connection)
            case Status.UNKNOWN:
                triage.not_understood.append(connection.id)
            case _:
                pass  # EC2 will move it on before the next sweep, or the other side's scope owns it

    def _asked_from_inside(self, connection: Connection) -> bool:
        return self.approvals.governs(connection.requester.scope)

    def _sort_active(self, observed: Observed, decision: Decision | None, triage: Triage) -> None:
        connection = observed.connection
        memory = Memory(connection.id, decision)
        readings = read_again(connection, self.approvals, memory, self.now.date())
        stands = standing(readings, memory)
        match stands:
            case Served(rule):
                if not memory.serves:
                    triage.adopted[connection.id] = (connection, rule)
                if self._out_of_order(observed, rule, memory):
                    triage.to_route.append(connection)
            case Frozen():
                triage.to_route.append(connection)
            case Unrouted():
                if _led_to(observed) or self._reads_otherwise(observed, "unrouted"):
                    triage.to_route.append(connection)
            case Foreign():
                # The other side's tags, or who made the request, may make it ours.
                if any(reading.undecidable for reading in readings):
                    triage.to_route.append(connection)
            case _:
                assert_never(stands)

    def _out_of_order(self, observed: Observed, rule: Rule, memory: Memory) -> bool:
        plan = plan_upkeep(observed, rule, memory, self.approvals.routes_per_table, self.now)
        # A tag may look wrong from here alone, because of the other side: a look at both tells.
        return bool(plan.actions or plan.obstacles) or any(
            _has_more(observed.connection, view, rule) for view in observed.views
        )

    def _reads_otherwise(self, observed: Observed, status: str) -> bool:
        """Tell whether owners who look at the connection from here read another status."""
        tags = tags_of(observed)
        return any(True for _ in tag_actions(observed.connection, tags, Mark(status), self.now))


def _led_to(observed: Observed) -> bool:
    connection_id = observed.connection.id
    return any(
        True
        for view in observed.views
        for table in view.tables
        for _ in table.leading_to(connection_id)
    )


def _has_more(connection: Connection, view: SideView, rule: Rule) -> bool:
    """Tell whether routes lead to the connection that the rule does not want (any more)."""
    choice = rule.side_routes(view.side)
    wanted = wanted_destinations(connection.vpc(view.side.other).cidrs, choice)
    chosen = chosen_tables(view.tables, choice)
    return any(
        table not in chosen or route.destination not in wanted
        for table in view.tables
        for route in table.leading_to(connection.id)
    )
