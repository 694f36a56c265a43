"""A requested connection, seen through the Network port."""

from dataclasses import dataclass

from peering.core.actions import AcceptConnection, CreateRoute
from peering.core.blocks import cidr
from peering.core.model import ConnectionId, Status, VpcId
from peering.core.tables import Route, RouteTable, RouteTableId
from tests.contract.network_lab import NetworkLab

UNKNOWN = ConnectionId("pcx-0ffffffffffffffff")
THEIR_BLOCK = cidr("10.20.0.0/16")


@dataclass(frozen=True)
class Peered:
    """A connection requested by `here`, and the requester's main route table."""

    lab: NetworkLab
    ours: VpcId
    theirs: VpcId
    id: ConnectionId
    table: RouteTableId

    def route_table(self) -> RouteTable:
        """The requester's main route table, as it is now."""
        (table,) = self.lab.network.route_tables(self.lab.here, [self.ours])
        return table

    def accept(self) -> None:
        """Accept the request, through the port."""
        self.lab.network.perform(AcceptConnection(self.lab.there, self.id))

    def status(self) -> Status:
        """The status that the requester sees."""
        seen = self.lab.network.connection(self.lab.here, self.id)
        assert seen is not None
        return seen.status

    def create(self, destination: str = "10.20.0.0/16") -> None:
        """Route a block to the connection, through the port."""
        action = CreateRoute(self.lab.here, self.id, self.table, cidr(destination))
        self.lab.network.perform(action)

    def route(self) -> Route:
        """The one route of the main table that leads to the connection."""
        (route,) = self.route_table().leading_to(self.id)
        return route


def requested(lab: NetworkLab) -> Peered:
    """Two new VPCs, and a request from one to the other."""
    ours = lab.vpc(lab.here, "10.10.0.0/16", {"tier": "data"})
    theirs = lab.vpc(lab.there, "10.20.0.0/16")
    return Peered(lab, ours, theirs, lab.request(ours, theirs), lab.main_table(lab.here, ours))
