"""Look at a connection, and at the sides of it that we govern."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from peering.core.approvals import Approvals
from peering.core.groups import StaleGroup
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Tags, Vpc
from peering.core.observed import Observed, SideView
from peering.core.routes import dead_peers
from peering.core.tables import RouteTable
from peering.errors import LookAgainError, RefusedError, ScopeDeniedError
from peering.ports import Clock, Ledger, Network, Reporter


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the first scope that knows the connection shows, and where nobody could look."""

    connection: Connection | None
    seen_in: Scope | None
    out_of_reach: bool  # no scope is governed, or none can be entered


@dataclass(frozen=True, slots=True)
class Look:
    """A connection as one scope shows it, at which attempt of the same work."""

    connection: Connection
    seen_in: Scope
    attempt: int


@dataclass(frozen=True, slots=True)
class Observer:
    """Reads from EC2 what a decision needs, and no more."""

    network: Network
    ledger: Ledger
    approvals: Approvals
    reporter: Reporter
    clock: Clock

    def sight(self, connection_id: ConnectionId, scopes: tuple[Scope, ...]) -> Sighting:
        """Look for the connection in each governed scope, in this order, until one shows it."""
        governed = tuple(scope for scope in dict.fromkeys(scopes) if self.approvals.governs(scope))
        denied = 0
        for scope in governed:
            try:
                connection = self.network.connection(scope, connection_id)
            except ScopeDeniedError as error:
                self.report_denied(error)
                denied += 1
                continue
            if connection is not None:
                return Sighting(connection, scope, out_of_reach=False)
        return Sighting(None, None, out_of_reach=denied == len(governed))

    def tables(self, connection: Connection) -> Observed:
        """Look at the route tables of every governed side: one listing a scope."""
        return self._observed(connection, lambda _: connection)

    def sides(self, connection: Connection, seen_in: Scope) -> Observed:
        """Look at the tables, DNS options and tags of every governed side.

        *connection* is what *seen_in* shows; the other scope describes it again, because each
        owner sees its own options and tags alone.
        """

        def view_from(scope: Scope) -> Connection:
            if scope == seen_in:
                return connection
            view = self.network.connection(scope, connection.id)
            if view is None:
                raise LookAgainError(f"{scope} does not show {connection.id} yet")
            return view

        return self._observed(connection, view_from)

    def tags(self, connection: Connection, seen_in: Scope) -> Mapping[Scope, Tags]:
        """Read the connection's tags in every governed scope that shows it."""
        shown: dict[Scope, Tags] = {}
        for scope in filter(self.approvals.governs, connection.scopes):
            try:
                view = (
                    connection
                    if scope == seen_in
                    else self.network.connection(scope, connection.id)
                )
            except ScopeDeniedError as error:
                self.report_denied(error)
                continue
            if view is not None:
                shown[scope] = view.tags
        return shown

    def tables_leading_to(
        self, connection_id: ConnectionId, ends: Mapping[Side, Vpc]
    ) -> tuple[SideView, ...]:
        """Find the tables that still lead to the connection, in the governed scopes of its ends.

        This needs no VPC's id to be right: a connection that has ended is found by its routes.
        """
        views = []
        for scope, side in self.governed(ends).items():
            try:
                tables = self.network.route_tables_leading_to(scope, connection_id)
            except ScopeDeniedError as error:
                self.report_denied(error)
                continue
            views.append(SideView(side, scope, tables))
        return tuple(views)

    def governed(self, ends: Mapping[Side, Vpc]) -> Mapping[Scope, Side]:
        """Pick the governed scopes of these ends, each with its (or its first) side."""
        scopes: dict[Scope, Side] = {}
        for side, vpc in ends.items():
            if self.approvals.governs(vpc.scope):
                scopes.setdefault(vpc.scope, side)
        return scopes

    def stale_groups(
        self, connection_id: ConnectionId, ends: Mapping[Side, Vpc]
    ) -> tuple[StaleGroup, ...]:
        """Find the security groups of our VPCs whose rules name the other side's: a call a side.

        They are told of as a courtesy: where they can't be read, what matters goes on.
        """
        found: list[StaleGroup] = []
        for vpc in ends.values():
            if not self.approvals.governs(vpc.scope):
                continue
            try:
                groups = self.network.stale_groups(vpc.scope, vpc.id)
            except (RefusedError, ScopeDeniedError) as error:
                self.reporter.tell(
                    "groups.unread", connection_id=connection_id, vpc=vpc.id, reason=str(error)
                )
                continue
            found += (left for group in groups if (left := group.left_by(connection_id)))
        return tuple(found)

    def with_vpc(self, connection: Connection, side: Side) -> Connection:
        """Read the blocks and tags of one side's VPC, which a connection may not show.

        A VPC that is gone, or whose scope can't be entered, leaves the connection as it was.
        """
        shown = connection.vpc(side)
        if not self.approvals.governs(shown.scope):
            return connection
        try:
            vpcs = self.network.vpcs(shown.scope, (shown.id,))
        except ScopeDeniedError as error:
            self.report_denied(error)
            return connection
        return with_vpc(connection, side, vpcs[0]) if vpcs else connection

    def report_denied(self, error: ScopeDeniedError) -> None:
        """Tell that a scope can't be entered: one fact, however many connections it holds."""
        self.reporter.tell("scope.denied", scope=str(error.scope), reason=error.reason)
        self.ledger.record_unreachable(error.scope, error.reason, self.clock())

    def _observed(
        self, connection: Connection, view_from: Callable[[Scope], Connection]
    ) -> Observed:
        views: list[SideView] = []
        unreachable: list[Side] = []
        peers: dict[ConnectionId, list[Status]] = {}
        for scope in connection.scopes:
            if not self.approvals.governs(scope):
                continue
            sides = connection.sides_in(scope)
            try:
                view = view_from(scope)
                vpc_ids = [connection.vpc(side).id for side in sides]
                tables = self.network.route_tables(scope, vpc_ids)
                for peer, shown in self._looked_up(scope, dead_peers(tables, connection)):
                    peers.setdefault(peer, []).extend(shown)
            except ScopeDeniedError as error:
                self.report_denied(error)
                unreachable.extend(sides)
                continue
            views.extend(_views(scope, view, tables))
        ended = frozenset(peer for peer, shown in peers.items() if all(s.ended for s in shown))
        absent = frozenset(peer for peer, shown in peers.items() if not shown)
        return Observed(connection, tuple(views), tuple(unreachable), ended, absent)

    def _looked_up(
        self, scope: Scope, peers: frozenset[ConnectionId]
    ) -> Iterator[tuple[ConnectionId, tuple[Status, ...]]]:
        """Give what *scope* shows of each: its status, or nothing."""
        if peers:
            statuses = self.network.statuses(scope, sorted(peers))
            yield from ((p, (statuses[p],) if p in statuses else ()) for p in sorted(peers))


def with_vpc(connection: Connection, side: Side, vpc: Vpc) -> Connection:
    """Add the tags of one side's VPC, and its blocks where the connection does not show them."""
    shown = connection.vpc(side)
    vpc = replace(vpc, cidrs=shown.cidrs or vpc.cidrs)
    if side is Side.REQUESTER:
        return replace(connection, requester=vpc)
    return replace(connection, accepter=vpc)


def _views(scope: Scope, view: Connection, tables: tuple[RouteTable, ...]) -> Iterator[SideView]:
    for side in view.sides_in(scope):
        of_side = tuple(table for table in tables if table.vpc_id == view.vpc(side).id)
        yield SideView(side, scope, of_side, dns=view.dns.get(side), tags=view.tags)
