"""From what still leads to a connection to a plan that takes it away."""

from collections.abc import Iterable, Iterator

from peering.core.actions import DeleteRoute
from peering.core.blocks import touches
from peering.core.memory import Memory
from peering.core.model import ConnectionId
from peering.core.observed import Observed, SideView
from peering.core.plan import Plan
from peering.core.tables import Place, Route, RouteOrigin, RouteState


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
    """Plan to remove our own routes from a connection that lives but was rejected.

    None is ours from then on: who writes one again, by hand, means it.
    """
    looked_at = {observed.connection.vpc(view.side).id for view in observed.views}
    return Plan(
        actions=tuple(
            delete
            for delete, _ in deletes(observed.views, observed.connection.id)
            if memory.owns(delete.table_id, delete.destination)
        ),
        disowned=tuple(owned for owned in memory.owned if owned.vpc_id in looked_at),
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


def carries(standing: Place, hindered: Iterable[Place]) -> bool:
    """Tell whether traffic of what can't be written goes by a standing route of the same table."""
    table_id, destination = standing
    return any(there == table_id and touches(other, destination) for there, other in hindered)
