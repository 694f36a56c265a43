"""What was looked at before anything is decided."""

from dataclasses import dataclass, field

from peering.core.model import Connection, ConnectionId, Scope, Side, Tags
from peering.core.tables import RouteTable


@dataclass(frozen=True, slots=True)
class SideView:
    """What a governed side's own scope shows: its view of the connection and its route tables."""

    side: Side
    scope: Scope
    tables: tuple[RouteTable, ...]
    dns: bool | None = None
    tags: Tags = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything that is decided from: one connection and each side that could be looked at.

    `unreachable` are governed sides whose scope could not be entered. `ended_peers` are other
    connections, found as targets of dead routes, that EC2 says have ended or does not show;
    `absent_peers` are those of them that it does not show: a fresh one is not shown either.
    """

    connection: Connection
    views: tuple[SideView, ...] = ()
    unreachable: tuple[Side, ...] = ()
    ended_peers: frozenset[ConnectionId] = frozenset()
    absent_peers: frozenset[ConnectionId] = frozenset()
