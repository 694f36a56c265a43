"""How to build a small network: in the fake EC2 or in a local one, it is the same."""

from collections.abc import Mapping
from typing import Protocol, TypedDict

from peering.core.blocks import Cidr, cidr
from peering.core.model import AccountId, ConnectionId, Region, Scope, VpcId
from peering.core.tables import RouteTableId
from peering.ports import Network

HERE = Scope(AccountId("111122223333"), Region("us-east-1"))
THERE = Scope(AccountId("444455556666"), Region("eu-west-1"))


class Pace(TypedDict, total=False):
    """Seconds: how long a fresh id is not found, accepting takes, and reads lag behind."""

    invisible: float
    provisioning: float
    stale: float


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

    def associate(self, scope: Scope, vpc_id: VpcId, block: str) -> None:
        """Add a secondary block to a VPC."""

    def disable_dns(self, scope: Scope, vpc_id: VpcId) -> None:
        """Take DNS hostnames from a VPC."""

    def gateway_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """Create a route table that an internet gateway is associated with."""

    def limit_tables(self, routes: int) -> None:
        """Let a route table hold so many routes."""

    def slow_down(self, seconds: Pace) -> None:
        """Let EC2 take so long with whatever is requested from now on."""

    def advance(self, hours: float) -> None:
        """Let time pass in EC2."""


def blocks(*texts: str) -> tuple[Cidr, ...]:
    """Read blocks."""
    return tuple(map(cidr, texts))
