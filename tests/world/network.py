"""The Network port on the fake EC2, with EC2's rules about who may do what, where and when."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import assert_never

from peering.core.actions import (
    AcceptConnection,
    Action,
    AllowDnsResolution,
    CreateRoute,
    DeleteRoute,
    RejectConnection,
    ReplaceRoute,
    TagConnection,
)
from peering.core.blocks import contains
from peering.core.groups import StaleGroup
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc, VpcId
from peering.core.tables import Route, RouteOrigin, RouteTable, Target, TargetKind
from peering.errors import LookAgainError, RefusedError, ScopeDeniedError
from tests.world.calls import Calls
from tests.world.ec2 import FakeEc2
from tests.world.peering import Peering


class FakeNetwork:
    """The program's way to the fake EC2."""

    def __init__(self, ec2: FakeEc2, calls: Calls) -> None:
        self._ec2 = ec2
        self._calls = calls

    def connection(self, scope: Scope, connection_id: ConnectionId) -> Connection | None:
        """The connection as *scope* sees it, or None where EC2 answers NotFound."""
        with self._reading("connection", scope):
            found = self._seen(scope, connection_id)
            return None if found is None else self._ec2.view(found, scope)

    def connections(self, scope: Scope, vpc_id: VpcId | None = None) -> Iterator[Connection]:
        """Every connection that *scope* sees (or those of one VPC)."""
        with self._reading("connections", scope):
            views = [
                self._ec2.view(found, scope)
                for found in self._ec2.peerings.values()
                if found.visible(scope, self._ec2.clock())
            ]
        for view in views:
            if vpc_id is None or vpc_id in (view.requester.id, view.accepter.id):
                yield view

    def statuses(
        self, scope: Scope, connection_ids: Iterable[ConnectionId]
    ) -> Mapping[ConnectionId, Status]:
        """The status of each of these connections that *scope* can see."""
        with self._reading("statuses", scope):
            seen = ((id_, self._seen(scope, id_)) for id_ in connection_ids)
            return {id_: found.shown(self._ec2.clock()) for id_, found in seen if found}

    def vpcs(self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None) -> tuple[Vpc, ...]:
        """These VPCs (or all) of *scope*; absent ones are left out."""
        wanted = None if vpc_ids is None else set(vpc_ids)
        with self._reading("vpcs", scope):
            return tuple(
                vpc
                for vpc in self._ec2.vpcs.values()
                if vpc.scope == scope and (wanted is None or vpc.id in wanted)
            )

    def route_tables(
        self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None
    ) -> tuple[RouteTable, ...]:
        """The route tables of these VPCs (or of all), with their routes."""
        wanted = None if vpc_ids is None else set(vpc_ids)
        with self._reading("route_tables", scope):
            return tuple(
                table for table in self._tables(scope) if wanted is None or table.vpc_id in wanted
            )

    def route_tables_leading_to(
        self, scope: Scope, connection_id: ConnectionId
    ) -> tuple[RouteTable, ...]:
        """The route tables in *scope* that hold a route to the connection, whatever its state."""
        with self._reading("route_tables_leading_to", scope):
            return tuple(t for t in self._tables(scope) if any(t.leading_to(connection_id)))

    def stale_groups(self, scope: Scope, vpc_id: VpcId) -> tuple[StaleGroup, ...]:
        """The VPC's groups with stale rules."""
        with self._reading("stale_groups", scope):
            if scope in self._ec2.groups_closed:
                raise RefusedError("UnauthorizedOperation", "not authorized")
            return tuple(self._ec2.stale_groups.get(vpc_id, ()))

    def perform(self, action: Action) -> None:
        """Do *action*. What is done already is no error."""
        with self._calls.noted("network", type(action).__name__, action, writes=True):
            self._admit(action.scope)
            self._do(action)

    def _do(self, action: Action) -> None:
        match action:
            case AcceptConnection():
                self._pending(action).accepted_at = self._ec2.clock()
            case RejectConnection():
                self._pending(action)
                self._ec2.end(action.connection_id, Status.REJECTED, Side.ACCEPTER)
            case CreateRoute():
                self._create(action)
            case ReplaceRoute():
                if not self._table(action).to(action.destination):
                    raise LookAgainError("InvalidParameterValue: there is no route to replace")
                self._known(action)
                self._ec2.put(action.table_id, _route(action))
            case DeleteRoute():
                self._ec2.drop(action.table_id, action.destination)
            case AllowDnsResolution():
                self._allow_dns_resolution(action)
            case TagConnection():
                tags = self._known(action).tags.setdefault(action.scope, {})
                tags |= action.tags
            case unheard_of:
                assert_never(unheard_of)

    def _create(self, action: CreateRoute) -> None:
        table = self._table(action)
        self._known(action)
        if table.to(action.destination):
            raise LookAgainError("RouteAlreadyExists")
        blocks = self._ec2.vpcs[table.vpc_id].cidrs
        if table.edge or any(contains(block, action.destination) for block in blocks):
            raise RefusedError("InvalidParameterValue", f"{action.destination} can't go there")
        if len(_static(table, action.destination.version)) >= self._ec2.routes_per_table:
            raise RefusedError("RouteLimitExceeded", f"{table.id} is full")
        self._ec2.put(action.table_id, _route(action))

    def _allow_dns_resolution(self, action: AllowDnsResolution) -> None:
        found = self._known(action)
        if found.status(self._ec2.clock()) is not Status.ACTIVE:
            raise LookAgainError("OperationNotPermitted: the peering is not active")
        for side in action.sides:
            vpc = self._ec2.vpcs[found.vpc_id(side)]
            if vpc.scope != action.scope:
                raise RefusedError("OperationNotPermitted", f"the {side} is somebody else's")
            if vpc.id in self._ec2.without_dns:
                code = "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled"
                raise RefusedError(code, f"{vpc.id} has no DNS hostnames")
        found.dns.update(action.sides)

    def _pending(self, action: AcceptConnection | RejectConnection) -> Peering:
        found = self._known(action)
        if found.accepter.scope != action.scope:
            raise LookAgainError("OperationNotPermitted: only the accepter may answer")
        if found.status(self._ec2.clock()) is not Status.PENDING_ACCEPTANCE:
            raise LookAgainError("InvalidStateTransition")
        return found

    def _known(self, action: Action) -> Peering:
        found = self._seen(action.scope, action.connection_id)
        if found is None:
            raise LookAgainError("InvalidVpcPeeringConnectionID.NotFound")
        return found

    def _table(self, action: CreateRoute | ReplaceRoute) -> RouteTable:
        table = self._ec2.tables.get(action.table_id)
        if table is None or table.scope != action.scope:
            raise LookAgainError("InvalidRouteTableID.NotFound")
        return table

    def _tables(self, scope: Scope) -> Iterator[RouteTable]:
        for table in self._ec2.tables.values():
            if table.scope == scope:
                yield self._ec2.shown(table)

    def _seen(self, scope: Scope, connection_id: ConnectionId) -> Peering | None:
        found = self._ec2.peerings.get(connection_id)
        visible = found is not None and found.visible(scope, self._ec2.clock())
        return found if visible else None

    def _reading(self, verb: str, scope: Scope) -> AbstractContextManager[None]:
        self._admit(scope)
        return self._calls.noted("network", verb, scope, writes=False)

    def _admit(self, scope: Scope) -> None:
        if scope in self._ec2.denied:
            raise ScopeDeniedError(scope, self._ec2.denied[scope])


def _route(action: CreateRoute | ReplaceRoute) -> Route:
    return Route(action.destination, Target(TargetKind.PEERING, action.connection_id))


def _static(table: RouteTable, version: int) -> list[Route]:
    """The routes that somebody wrote: EC2 counts no others, and each family apart."""
    return [
        route
        for route in table.routes
        if route.origin is RouteOrigin.CREATE_ROUTE
        and not isinstance(route.destination, str)
        and route.destination.version == version
    ]
