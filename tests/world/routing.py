"""Routes written in the fake EC2, with EC2's rules about which may go where."""

from dataclasses import dataclass

from peering.core.actions import CreateRoute, DeleteRoute, ReplaceRoute
from peering.core.model import (
    Cidr,
    Destination,
    Route,
    RouteOrigin,
    RouteTable,
    Target,
    TargetKind,
    cidr,
    contains,
)
from peering.ports import LookAgainError, RefusedError
from tests.world.ec2 import FakeEc2
from tests.world.peering import Peering

_RESERVED = (cidr("169.254.168.0/22"), cidr("fd00:ec2::/32"))
_LEARNED = (RouteOrigin.PROPAGATED, RouteOrigin.ADVERTISED)


@dataclass(frozen=True, slots=True)
class Routing:
    """What EC2 does with a route that somebody wants written, replaced or deleted."""

    ec2: FakeEc2

    def create(self, action: CreateRoute, found: Peering) -> None:
        """Write a route to a destination that the table has none for."""
        table = self._table(action)
        self._check(action, table, found)
        if _static(table, action.destination):
            raise LookAgainError("RouteAlreadyExists")
        alike = [route for route in table.routes if _counts(route, action.destination)]
        if len(alike) >= self.ec2.routes_per_table:
            raise RefusedError("RouteLimitExceeded", f"{table.id} is full")
        self.ec2.put(action.table_id, _route(action))

    def replace(self, action: ReplaceRoute, found: Peering) -> None:
        """Give the route to exactly that destination another target."""
        table = self._table(action)
        if not _static(table, action.destination):
            raise LookAgainError("InvalidParameterValue: there is no route to replace")
        self._check(action, table, found)
        self.ec2.put(action.table_id, _route(action))

    def delete(self, action: DeleteRoute) -> None:
        """Take a written route away; what is gone already is no error."""
        table = self.ec2.tables.get(action.table_id)
        written = _static(table, action.destination) if table else ()
        if any(route.origin is RouteOrigin.CREATE_ROUTE for route in written):
            self.ec2.drop(action.table_id, action.destination)

    def _table(self, action: CreateRoute | ReplaceRoute) -> RouteTable:
        table = self.ec2.tables.get(action.table_id)
        if table is None or table.scope != action.scope:
            raise LookAgainError("InvalidRouteTableID.NotFound")
        return table

    def _check(self, action: CreateRoute | ReplaceRoute, table: RouteTable, found: Peering) -> None:
        own = self.ec2.vpcs[table.vpc_id].cidrs
        barred = (
            table.edge
            or table.vpc_id not in {found.requester.id, found.accepter.id}
            or any(contains(block, action.destination) for block in (*own, *_RESERVED))
        )
        if barred:
            raise RefusedError("InvalidParameterValue", f"{action.destination} can't go there")


def _static(table: RouteTable, destination: Destination) -> tuple[Route, ...]:
    return tuple(route for route in table.to(destination) if route.origin not in _LEARNED)


def _counts(route: Route, like: Cidr) -> bool:
    written = route.origin is RouteOrigin.CREATE_ROUTE and not isinstance(route.destination, str)
    return written and getattr(route.destination, "version", None) == like.version


def _route(action: CreateRoute | ReplaceRoute) -> Route:
    return Route(action.destination, Target(TargetKind.PEERING, action.connection_id))
