"""What owners and foreign hands do to a network."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from peering.core.blocks import cidr
from peering.core.model import ConnectionId, Side, Status, Vpc
from peering.core.tables import RouteOrigin, RouteTableId, Target, TargetKind
from prove.any_order.pools import (
    ALICE,
    CALLERS,
    DESTINATIONS,
    GONE,
    OPEN,
    OUTSIDE,
    PLACES,
    PRIVATE,
    SECONDARY,
    TO_TGW,
    TO_VGW,
)
from tests.world import World
from tests.world.peering import Peering

_PART = {4: 26, 6: 64}  # prefix lengths by IP version


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
        self.known: dict[ConnectionId, Peering] = {}
        self.makers: dict[ConnectionId, str] = {}
        self.untagged: set[RouteTableId] = set()

    def hear(self, pcx: ConnectionId, what: Literal["requested", "changed"], by: str = "") -> None:
        """Let an event about the connection be on its way; *by* is who it says made the request."""
        raise NotImplementedError

    # -- What owners do

    @rule(
        one=st.integers(0, 5),
        other=st.integers(0, 5),
        event=st.booleans(),
        by=st.sampled_from(CALLERS),
        forged=st.booleans(),
    )
    def request(self, one: int, other: int, *, event: bool, by: str, forged: bool) -> None:
        """Somebody asks; the event may be lost, and another one may name somebody else."""
        if one == other:
            return
        pcx = self.world.request(self.vpcs[one], self.vpcs[other])
        self.pcxs.append(pcx)
        self.known[pcx] = self.world.ec2.peerings[pcx]
        asker = f"arn:aws:iam::{self.vpcs[one].scope.account_id}:{by}"
        self.makers[pcx] = asker
        if forged:
            self.hear(pcx, "requested", f"arn:aws:iam::{OUTSIDE}:{ALICE}")
        if event:
            self.hear(pcx, "requested", asker)

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

    @rule(pick=st.integers(0, 5), edge=st.booleans(), tags=st.sampled_from([{}, PRIVATE]))
    def add_table(self, pick: int, *, edge: bool, tags: Mapping[str, str]) -> None:
        """A VPC gets a route table; not too many."""
        if len(self.world.tables(self.vpcs[pick])) < 3:  # noqa: PLR2004 # enough to differ
            self.world.table(self.vpcs[pick], edge=edge, **tags)

    @rule(pick=st.integers(0, 5), table=st.integers(0, 2))
    def tag_table(self, pick: int, table: int) -> None:
        """A route table gets the tag that a rule asks for, or loses it."""
        tables = self.world.tables(self.vpcs[pick])
        chosen = self.world.ec2.tables[tables[table % len(tables)].id]
        if chosen.tags:
            self.untagged.add(chosen.id)
        self.world.ec2.tables[chosen.id] = replace(chosen, tags={} if chosen.tags else PRIVATE)

    @rule(pick=st.integers(0, 5))
    def tag_vpc(self, pick: int) -> None:
        """A VPC gets the tag that a rule asks for, or loses it."""
        vpc = self.world.ec2.vpcs[self.vpcs[pick].id]
        self.world.ec2.vpcs[vpc.id] = replace(vpc, tags={} if vpc.tags else OPEN)

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

    @precondition(lambda self: self.pcxs)
    @rule(pick=st.integers(0, 20))
    def shadow(self, pick: int) -> None:
        """Somebody routes a part of what leads to a peering to a transit gateway."""
        rows = [
            (table.id, route.destination)
            for table in self.world.ec2.tables.values()
            for route in table.routes
            if route.target.kind is TargetKind.PEERING and not isinstance(route.destination, str)
        ]
        if rows:
            table_id, destination = rows[pick % len(rows)]
            part = cidr(f"{str(destination).partition('/')[0]}/{_PART[destination.version]}")
            self.world.route(table_id, str(part), TO_TGW)

    @rule(pick=st.integers(0, 5), table=st.integers(0, 2))
    def give_way(self, pick: int, table: int) -> None:
        """Whoever wrote to a table takes everything back that leads to a gateway."""
        tables = self.world.tables(self.vpcs[pick])
        chosen = tables[table % len(tables)]
        for route in chosen.routes:
            if route.target in {TO_TGW, TO_VGW}:
                self.world.unroute(chosen.id, str(route.destination))

    def _pcx(self, pick: int) -> ConnectionId:
        return self.pcxs[pick % len(self.pcxs)] if self.pcxs else ConnectionId(GONE.id)

    def _of(self, vpc: Vpc, pick: int) -> Target:
        """A connection of that VPC: EC2 takes no other as a target."""
        peerings = self.world.ec2.peerings.values()
        its = [found.id for found in peerings if vpc.id in {found.requester.id, found.accepter.id}]
        return Target(TargetKind.PEERING, its[pick % len(its)]) if its else GONE
