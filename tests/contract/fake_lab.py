"""The small network in the fake EC2."""

from collections.abc import Mapping

from peering.core.model import (
    ConnectionId,
    RouteOrigin,
    RouteTableId,
    Scope,
    Target,
    TargetKind,
    VpcId,
)
from peering.ports import Network
from tests.contract.network_lab import HERE, THERE
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

    def advance(self, hours: float) -> None:
        """Let time pass in EC2."""
        self._world.clock.advance(hours=hours)

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
        self._world.pace(
            invisible=invisible,
            unwritable=unwritable,
            initiating=initiating,
            provisioning=provisioning,
            stale=stale,
        )

    def table(self, scope: Scope, vpc_id: VpcId, *, edge: bool = False) -> RouteTableId:
        """Add a route table to a VPC; `edge` associates it with a gateway."""
        del scope
        return self._world.table(self._world.ec2.vpcs[vpc_id], edge=edge)

    def propagate(self, scope: Scope, table_id: RouteTableId, destination: str) -> None:
        """Have a virtual private gateway propagate a route."""
        del scope
        gateway = Target(TargetKind.GATEWAY, "vgw-0123456789abcdef0")
        self._world.route(table_id, destination, gateway, RouteOrigin.PROPAGATED)

    def limit_routes(self, most: int) -> None:
        """Let a table hold no more than so many routes of a family."""
        self._world.ec2.routes_per_table = most

    def delete_vpc(self, scope: Scope, vpc_id: VpcId) -> None:
        """Delete a VPC."""
        del scope
        self._world.ec2.delete_vpc(self._world.ec2.vpcs[vpc_id])

    def disassociate(self, scope: Scope, vpc_id: VpcId, block: str) -> None:
        """Take a secondary block from a VPC."""
        del scope
        self._world.ec2.disassociate(self._world.ec2.vpcs[vpc_id], block)
