"""A small network in the fake EC2."""

from collections.abc import Mapping

from peering.core.model import ConnectionId, Scope, VpcId
from peering.core.tables import RouteTableId
from peering.ports import Network
from tests.contract.network_lab import HERE, THERE, Pace
from tests.world import World


class FakeLab:
    """The fake EC2."""

    def __init__(self) -> None:
        self.here, self.there = HERE, THERE
        self._world = World()

    @property
    def network(self) -> Network:
        """The port under test."""
        return self._world.network

    def vpc(self, scope: Scope, block: str, tags: Mapping[str, str] | None = None) -> VpcId:
        """Create a VPC."""
        return self._world.vpc(block, account=scope.account_id, region=scope.region, tags=tags).id

    def main_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """The VPC's main route table."""
        del scope
        return self._world.main_table(self._world.ec2.vpcs[vpc_id])

    def request(self, requester: VpcId, accepter: VpcId) -> ConnectionId:
        """Request a connection from `here` to `there`."""
        vpcs = self._world.ec2.vpcs
        return self._world.request(vpcs[requester], vpcs[accepter])

    def delete(self, connection_id: ConnectionId) -> None:
        """Delete the connection, by its requester."""
        self._world.delete(connection_id)

    def associate(self, scope: Scope, vpc_id: VpcId, block: str) -> None:
        """Add a secondary block to a VPC."""
        del scope
        self._world.associate(self._world.ec2.vpcs[vpc_id], block)

    def disable_dns(self, scope: Scope, vpc_id: VpcId) -> None:
        """Take DNS hostnames from a VPC."""
        del scope
        self._world.disable_dns(self._world.ec2.vpcs[vpc_id])

    def gateway_table(self, scope: Scope, vpc_id: VpcId) -> RouteTableId:
        """Create a route table that an internet gateway is associated with."""
        del scope
        return self._world.table(self._world.ec2.vpcs[vpc_id], edge=True)

    def limit_tables(self, routes: int) -> None:
        """Let a route table hold so many routes."""
        self._world.ec2.routes_per_table = routes

    def slow_down(self, seconds: Pace) -> None:
        """Let EC2 take so long with whatever is requested from now on."""
        self._world.pace(**seconds)

    def advance(self, hours: float) -> None:
        """Let time pass in EC2."""
        self._world.clock.advance(hours=hours)
