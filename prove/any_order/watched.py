"""The way to the fake EC2, with every write judged by what is really there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from peering.core.actions import (
    AcceptConnection,
    Action,
    AllowDnsResolution,
    CreateRoute,
    DeleteRoute,
    RejectConnection,
    ReplaceRoute,
    TagConnection,
)
from peering.core.blocks import contains
from peering.core.groups import StaleGroup
from peering.core.model import Connection, ConnectionId, Scope, Status, Vpc, VpcId
from peering.core.tables import Route, RouteTable, TargetKind
from peering.ports import Network
from prove.any_order.scene import Place
from tests.world import World
from tests.world.peering import Peering


class BrokenPromiseError(AssertionError):
    """A write that must never be made."""


@dataclass(slots=True)
class WatchedNetwork:
    """Lets the program through; raises BrokenPromiseError before a write that no promise allows.

    `may_accept` says whether a rule names the connection. `done` is what was done, `wasted` what
    changed nothing. `written` are the rows that the program wrote, as it left them, `served`
    the connections that it accepted or worked on, and `rejected` those that it rejected.
    """

    network: Network
    world: World
    may_accept: Callable[[Peering], bool]
    done: list[Action] = field(default_factory=list)
    wasted: list[str] = field(default_factory=list)
    written: dict[Place, Route] = field(default_factory=dict)
    served: set[ConnectionId] = field(default_factory=set)
    rejected: set[ConnectionId] = field(default_factory=set)

    def perform(self, action: Action) -> None:
        """Judge the action, then do it."""
        self._judge(action)
        before = self._state()
        try:
            self.network.perform(action)
        finally:  # a death may come after the deed
            changed = self._state() != before
            if changed:
                self._keep(action)
        self.done.append(action)
        if not changed:
            self.wasted.append(str(action))

    def connection(self, scope: Scope, connection_id: ConnectionId) -> Connection | None:
        """As the network has it."""
        return self.network.connection(scope, connection_id)

    def connections(self, scope: Scope, vpc_id: VpcId | None = None) -> Iterator[Connection]:
        """As the network has it."""
        return self.network.connections(scope, vpc_id)

    def statuses(
        self, scope: Scope, connection_ids: Iterable[ConnectionId]
    ) -> Mapping[ConnectionId, Status]:
        """As the network has it."""
        return self.network.statuses(scope, connection_ids)

    def vpcs(self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None) -> tuple[Vpc, ...]:
        """As the network has it."""
        return self.network.vpcs(scope, vpc_ids)

    def route_tables(
        self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None
    ) -> tuple[RouteTable, ...]:
        """As the network has it."""
        return self.network.route_tables(scope, vpc_ids)

    def route_tables_leading_to(
        self, scope: Scope, connection_id: ConnectionId
    ) -> tuple[RouteTable, ...]:
        """As the network has it."""
        return self.network.route_tables_leading_to(scope, connection_id)

    def stale_groups(self, scope: Scope, vpc_id: VpcId) -> tuple[StaleGroup, ...]:
        """As the network has it."""
        return self.network.stale_groups(scope, vpc_id)

    def _judge(self, action: Action) -> None:  # noqa: C901 # one case a verb
        if self.world.decisions.frozen and not isinstance(action, TagConnection):
            raise BrokenPromiseError(f"{action}: a person stopped all changes")
        match action:
            case AcceptConnection():
                found = self.world.ec2.peerings.get(action.connection_id)
                if found is not None and not self.may_accept(found):
                    raise BrokenPromiseError(f"{action}: no rule names it")
            case CreateRoute():
                self._judge_destination(action)
            case ReplaceRoute():
                self._judge_destination(action)
                for route in self._rows(action):
                    if not self._dead(route, action.connection_id):
                        raise BrokenPromiseError(f"{action}: {route} is alive, or not ours")
            case DeleteRoute():
                for route in self._rows(action):
                    if not route.leads_to(action.connection_id):
                        raise BrokenPromiseError(f"{action}: it leads to {route.target}")
            case RejectConnection() | AllowDnsResolution() | TagConnection():
                pass
            case unheard_of:
                assert_never(unheard_of)

    def _keep(self, action: Action) -> None:
        whose = self.rejected if isinstance(action, RejectConnection) else self.served
        whose.add(action.connection_id)
        if isinstance(action, CreateRoute | ReplaceRoute):
            (row,) = self._rows(action)
            self.written[action.table_id, str(action.destination)] = row

    def _judge_destination(self, action: CreateRoute | ReplaceRoute) -> None:
        """A route leads only to blocks of the VPC at the other end."""
        found = self.world.ec2.peerings.get(action.connection_id)
        table = self.world.ec2.tables.get(action.table_id)
        if found is None or table is None:
            return  # EC2 answers for that
        ends = (found.requester.id, found.accepter.id)
        if table.vpc_id not in ends:
            raise BrokenPromiseError(f"{action}: the table belongs to neither end")
        peer = self.world.ec2.vpcs[ends[1] if table.vpc_id == ends[0] else ends[0]]
        if not any(contains(block, action.destination) for block in peer.cidrs):
            raise BrokenPromiseError(f"{action}: no block of the peer holds it")

    def _dead(self, route: Route, connection_id: ConnectionId) -> bool:
        if route.target.kind is not TargetKind.PEERING:
            return False
        return (
            route.leads_to(connection_id) or self.world.status(ConnectionId(route.target.id)).ended
        )

    def _rows(self, action: CreateRoute | ReplaceRoute | DeleteRoute) -> tuple[Route, ...]:
        table = self.world.ec2.tables.get(action.table_id)
        return () if table is None else table.to(action.destination)

    def _state(self) -> object:
        peerings = {
            found.id: (found.accepted_at, found.ended, frozenset(found.dns), repr(found.tags))
            for found in self.world.ec2.peerings.values()
        }
        return dict(self.world.ec2.tables), peerings
