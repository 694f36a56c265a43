"""What owners do in a small network, whichever EC2 it is built in."""

from collections.abc import Mapping
from typing import Protocol

from peering.core.model import (
    AccountId,
    Cidr,
    ConnectionId,
    Region,
    RouteTableId,
    Scope,
    VpcId,
    cidr,
)
from peering.ports import Network

HERE = Scope(AccountId("111122223333"), Region("us-east-1"))
THERE = Scope(AccountId("444455556666"), Region("eu-west-1"))


class NetworkLab(Protocol):
    """What owners do, in two accounts and two Regions, before the program looks."""

    here: Scope
    there: Scope

    @property
    def network(self) -> Network:
        """The port under test."""

    def vpc(self, scope: Scope, block: str, tags: Mapping[str, str] | None = None) -> VpcId:
        """Create a VPC."""

    def main_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """The VPC's main route table."""

    def request(self, requester: VpcId, accepter: VpcId) -> ConnectionId:
        """Request a connection from `here` to `there`."""

    def delete(self, connection_id: ConnectionId) -> None:
        """Delete the connection, by its requester."""

    def pace(
        self,
        *,
        invisible: float = 0,
        unwritable: float = 0,
        initiating: float = 0,
        provisioning: float = 0,
        stale: float = 0,
    ) -> None:
        """Make EC2 take its time (seconds) with connections that are requested from now on."""

    def table(self, scope: Scope, vpc_id: VpcId, *, edge: bool = False) -> RouteTableId:
        """Add a route table to a VPC; `edge` associates it with a gateway."""

    def propagate(self, scope: Scope, table_id: RouteTableId, destination: str) -> None:
        """Have a virtual private gateway propagate a route."""

    def limit_routes(self, most: int) -> None:
        """Let a table hold no more than so many routes of a family."""

    def delete_vpc(self, scope: Scope, vpc_id: VpcId) -> None:
        """Delete a VPC."""

    def disassociate(self, scope: Scope, vpc_id: VpcId, block: str) -> None:
        """Take a secondary block from a VPC."""

    def associate(self, scope: Scope, vpc_id: VpcId, block: str) -> None:
        """Add a secondary block to a VPC."""

    def disable_dns(self, scope: Scope, vpc_id: VpcId) -> None:
        """Take DNS hostnames from a VPC."""

    def advance(self, hours: float) -> None:
        """Let time pass in EC2."""


def blocks(*texts: str) -> tuple[Cidr, ...]:
    """Read blocks."""
    return tuple(map(cidr, texts))
