"""What owners and foreign hands do to a network."""

from typing import Literal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from peering.core.blocks import cidr
from peering.core.model import ConnectionId, Side, Status, Vpc
from peering.core.tables import RouteOrigin, Target, TargetKind
from prove.any_order.pools import DESTINATIONS, GONE, PLACES, SECONDARY, TO_TGW, TO_VGW
from tests.world import World


class Owners(RuleBasedStateMachine):
    """The owners of all VPCs, and whoever else has hands in their route tables."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.vpcs: list[Vpc] = [
            self.world.vpc(block, account=account, region=region)
            for account, region, block in PLACES
        ]
        self.pcxs: list[ConnectionId] = []

    def hear(self, pcx: ConnectionId, what: Literal["requested", "changed"]) -> None:
        """Let an event about the connection be on its way."""
        raise NotImplementedError

    # -- What owners do

    @rule(one=st.integers(0, 5), other=st.integers(0, 5), event=st.booleans())
    def request(self, one: int, other: int, *, event: bool) -> None:
        """Somebody asks; the event may be lost."""
        if one == other:
            return
        pcx = self.world.request(self.vpcs[one], self.vpcs[other])
        self.pcxs.append(pcx)
        if event:
            self.hear(pcx, "requested")

    @precondition(lambda self: self.pcxs)
    @rule(pick=st.integers(0, 9), by=st.sampled_from(Side), event=st.booleans())
    def end(self, pick: int, by: Side, *, event: bool) -> None:
        """An owner deletes it."""
        pcx = self._pcx(pick)
        if not self.world.status(pcx).ended:
            self.world.delete(pcx, by)
            if event:
                self.hear(pcx, "changed")

    @precondition(lambda self: self.pcxs)
    @rule(pick=st.integers(0, 9), event=st.booleans())
    def accepted_by_somebody_else(self, pick: int, *, event: bool) -> None:
        """The accepter's owner accepts by hand."""
        pcx = self._pcx(pick)
        if self.world.status(pcx) is Status.PENDING_ACCEPTANCE:
            self.world.accept(pcx)
            if event:
                self.hear(pcx, "changed")

    @rule(pick=st.integers(0, 5), block=st.sampled_from(SECONDARY))
    def associate(self, pick: int, block: str) -> None:
        """A VPC gets a block that nobody has."""
        if not any(cidr(block) in vpc.cidrs for vpc in self.world.ec2.vpcs.values()):
            self.world.associate(self.vpcs[pick], block)

    @rule(pick=st.integers(0, 5), edge=st.booleans())
    def add_table(self, pick: int, *, edge: bool) -> None:
        """A VPC gets a route table; not too many."""
        if len(self.world.tables(self.vpcs[pick])) < 3:  # noqa: PLR2004 # enough to differ
            self.world.table(self.vpcs[pick], edge=edge)

    @rule(pick=st.integers(0, 5))
    def lose_dns(self, pick: int) -> None:
        """A VPC loses or regains DNS hostnames."""
        self.world.ec2.without_dns ^= {self.vpcs[pick].id}

    # -- What foreign hands do

    @rule(
        pick=st.integers(0, 5),
        table=st.integers(0, 2),
        destination=st.sampled_from(DESTINATIONS),
        leading_to=st.sampled_from([TO_TGW, TO_VGW, GONE, "pcx"]),
    )
    def put_route(self, pick: int, table: int, destination: str, leading_to: Target | str) -> None:
        """Somebody writes a route, over ours if it comes to that."""
        tables = self.world.tables(self.vpcs[pick])
        chosen = tables[table % len(tables)]
        local = [route.destination for route in chosen.routes if route.target.id == "local"]
        if cidr(destination) in local:
            return
        leads = leading_to if isinstance(leading_to, Target) else self._of(self.vpcs[pick], table)
        propagated = leads == TO_VGW
        origin = RouteOrigin.PROPAGATED if propagated else RouteOrigin.CREATE_ROUTE
        self.world.route(chosen.id, destination, leads, origin)

    @rule(pick=st.integers(0, 5), table=st.integers(0, 2), row=st.integers(0, 5))
    def drop_route(self, pick: int, table: int, row: int) -> None:
        """Somebody deletes a route, ours or not."""
        tables = self.world.tables(self.vpcs[pick])
        chosen = tables[table % len(tables)]
        rows = [route for route in chosen.routes if route.target.id != "local"]
        if rows:
            self.world.unroute(chosen.id, str(rows[row % len(rows)].destination))

    def _pcx(self, pick: int) -> ConnectionId:
        return self.pcxs[pick % len(self.pcxs)] if self.pcxs else ConnectionId(GONE.id)

    def _of(self, vpc: Vpc, pick: int) -> Target:
        """A connection of that VPC: EC2 takes no other as a target."""
        peerings = self.world.ec2.peerings.values()
        its = [found.id for found in peerings if vpc.id in {found.requester.id, found.accepter.id}]
        return Target(TargetKind.PEERING, its[pick % len(its)]) if its else GONE
