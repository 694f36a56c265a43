"""The verbs, as data: everything that this program can do to EC2, before it is done."""

from dataclasses import dataclass, field

from peering.core.blocks import Cidr
from peering.core.model import ConnectionId, Scope, Side, Tags
from peering.core.tables import RouteTableId


@dataclass(frozen=True, slots=True)
class AcceptConnection:
    """Accept a pending request, in the accepter's scope."""

    scope: Scope
    connection_id: ConnectionId

    def __str__(self) -> str:
        """The action in a few words."""
        return f"accept {self.connection_id}"


@dataclass(frozen=True, slots=True)
class RejectConnection:
    """Reject a pending request, in the accepter's scope."""

    scope: Scope
    connection_id: ConnectionId

    def __str__(self) -> str:
        """The action in a few words."""
        return f"reject {self.connection_id}"


@dataclass(frozen=True, slots=True)
class CreateRoute:
    """Add a route to the connection where its destination is free."""

    scope: Scope
    connection_id: ConnectionId
    table_id: RouteTableId
    destination: Cidr

    def __str__(self) -> str:
        """The action in a few words."""
        return f"route {self.destination} in {self.table_id} ({self.scope}) to {self.connection_id}"


@dataclass(frozen=True, slots=True)
class ReplaceRoute:
    """Point a dead route, whose own peering has ended, to the connection."""

    scope: Scope
    connection_id: ConnectionId
    table_id: RouteTableId
    destination: Cidr

    def __str__(self) -> str:
        """The action in a few words."""
        where = f"{self.table_id} ({self.scope})"
        return f"take over dead route {self.destination} in {where} to {self.connection_id}"


@dataclass(frozen=True, slots=True)
class DeleteRoute:
    """Take away a route that leads to the connection."""

    scope: Scope
    connection_id: ConnectionId
    table_id: RouteTableId
    destination: Cidr

    def __str__(self) -> str:
        """The action in a few words."""
        return f"unroute {self.destination} in {self.table_id} ({self.scope})"


@dataclass(frozen=True, slots=True)
class AllowDnsResolution:
    """Let the other VPC resolve the private hostnames of *sides*, which *scope* owns."""

    scope: Scope
    connection_id: ConnectionId
    sides: tuple[Side, ...]

    def __str__(self) -> str:
        """The action in a few words."""
        return f"resolve DNS of the {' and '.join(self.sides)} over {self.connection_id}"


@dataclass(frozen=True, slots=True)
class TagConnection:
    """Write these tags on the connection, as *scope* sees it."""

    scope: Scope
    connection_id: ConnectionId
    tags: Tags = field(hash=False)

    def __str__(self) -> str:
        """The action in a few words."""
        return f"tag {self.connection_id} in {self.scope}"


type RouteAction = CreateRoute | ReplaceRoute | DeleteRoute
type Action = AcceptConnection | RejectConnection | RouteAction | AllowDnsResolution | TagConnection


@dataclass(frozen=True, slots=True)
class Refusal:
    """An action that AWS refuses for good, or that waits for one that it refuses, and why."""

    action: Action
    reason: str
