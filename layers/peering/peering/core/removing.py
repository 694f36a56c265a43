"""From what still leads to a connection to a plan that takes it away."""

from collections.abc import Iterable, Iterator

from peering.core.actions import DeleteRoute
from peering.core.blocks import Cidr, touches
from peering.core.memory import Memory, OwnedRoute
from peering.core.model import ConnectionId
from peering.core.observed import Observed, SideView
from peering.core.plan import Plan
from peering.core.tables import Route, RouteOrigin, RouteState, RouteTableId


def plan_cleanup(views: tuple[SideView, ...], connection_id: ConnectionId) -> Plan:
    """Plan to remove every static route that leads to a connection that EC2 says has ended."""
    return Plan(actions=tuple(delete for delete, _ in deletes(views, connection_id)))


def plan_cleanup_of_vanished(views: tuple[SideView, ...], connection_id: ConnectionId) -> Plan:
    """Plan the same for a connection that EC2 no longer knows.

    Only routes that are blackholes are taken: NotFound alone proves nothing, because EC2 is
    eventually consistent, but the routes of a peering that is gone are always blackholes.
    """
    return Plan(
        actions=tuple(
            delete
            for delete, route in deletes(views, connection_id)
            if route.state is RouteState.BLACKHOLE
        )
    )


def plan_unrouting(observed: Observed, memory: Memory) -> Plan:
    """Plan to remove our own routes from a connection that lives but was rejected."""
    return Plan(
        actions=tuple(
            delete
            for delete, _ in deletes(observed.views, observed.connection.id)
            if memory.owns(delete.table_id, delete.destination)
        )
    )


def deletes(
    views: tuple[SideView, ...], connection_id: ConnectionId
) -> Iterator[tuple[DeleteRoute, Route]]:
    """Give a deletion for each static route that leads to the connection, with the route."""
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


def carries(
    standing: DeleteRoute | OwnedRoute, hindered: Iterable[tuple[RouteTableId, Cidr]]
) -> bool:
    """Tell whether traffic of what can't be written goes by a standing route of the same table."""
    return any(
        standing.table_id == table_id and touches(destination, standing.destination)
        for table_id, destination in hindered
    )
