"""The way to the fake EC2 under EC2's documented request rates, with botocore's retries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from localcloud.ec2.errors import RefusedError
from localcloud.ec2.rates import Buckets
from localcloud.ec2.scope import Scope as Ec2Scope
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
from peering.core.groups import StaleGroup
from peering.core.model import Connection, ConnectionId, Scope, Status, Vpc, VpcId
from peering.core.pace import Pace
from peering.core.tables import RouteTable
from peering.errors import ThrottledError
from peering.ports import Network
from tests.world import DiedError, FakeClock

_VERBS: Mapping[type[Action], str] = {
    AcceptConnection: "AcceptVpcPeeringConnection",
    RejectConnection: "RejectVpcPeeringConnection",
    CreateRoute: "CreateRoute",
    ReplaceRoute: "ReplaceRoute",
    DeleteRoute: "DeleteRoute",
    AllowDnsResolution: "ModifyVpcPeeringConnectionOptions",
    TagConnection: "CreateTags",
}
_CONNECTIONS, _VPCS, _TABLES = (
    "DescribeVpcPeeringConnections",
    "DescribeVpcs",
    "DescribeRouteTables",
)
_CALL = timedelta(milliseconds=60)  # what a call to EC2 takes
_TRIES = 4  # as the clients are made: peering.aws.session
_LONGEST_PAUSE = (
    20.0  # seconds; https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
)


@dataclass(slots=True)
class Environment:
    """A Lambda environment: when its invocation is cut off, and the pace that it keeps."""

    until: datetime
    pace: Pace = field(default_factory=Pace)


@dataclass(slots=True)
class ThrottledNetwork:
    """Takes a token for every call; without one it pauses, and gives up, as botocore does.

    Time is the clock's: a call takes some, and so does a pause. `environment` is the one that
    calls. `refused` counts what EC2 refused, `given_up` the calls that gave up.
    """

    network: Network
    clock: FakeClock
    chance: Random
    environment: Callable[[], Environment]
    buckets: Buckets = field(default_factory=Buckets)
    refused: int = 0
    given_up: int = 0
    _performed: list[tuple[str, Scope, datetime]] = field(default_factory=list)

    def perform(self, action: Action) -> None:
        """Do the action, at EC2's pace."""
        verb = _VERBS[type(action)]
        self._ask(verb, action.scope)
        self.network.perform(action)
        self._performed.append((verb, action.scope, self.clock()))

    def performed_at(self, verb: str, scope: Scope) -> list[datetime]:
        """When each of these was done there."""
        return [at for done, where, at in self._performed if (done, where) == (verb, scope)]

    def connection(self, scope: Scope, connection_id: ConnectionId) -> Connection | None:
        """As the network has it."""
        self._ask(_CONNECTIONS, scope)
        return self.network.connection(scope, connection_id)

    def connections(self, scope: Scope, vpc_id: VpcId | None = None) -> Iterator[Connection]:
        """As the network has it."""
        self._ask(_CONNECTIONS, scope)
        return self.network.connections(scope, vpc_id)

    def statuses(
        self, scope: Scope, connection_ids: Iterable[ConnectionId]
    ) -> Mapping[ConnectionId, Status]:
        """As the network has it."""
        self._ask(_CONNECTIONS, scope)
        return self.network.statuses(scope, connection_ids)

    def vpcs(self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None) -> tuple[Vpc, ...]:
        """As the network has it."""
        self._ask(_VPCS, scope)
        return self.network.vpcs(scope, vpc_ids)

    def route_tables(
        self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None
    ) -> tuple[RouteTable, ...]:
        """As the network has it."""
        self._ask(_TABLES, scope)
        return self.network.route_tables(scope, vpc_ids)

    def route_tables_leading_to(
        self, scope: Scope, connection_id: ConnectionId
    ) -> tuple[RouteTable, ...]:
        """As the network has it."""
        self._ask(_TABLES, scope)
        return self.network.route_tables_leading_to(scope, connection_id)

    def stale_groups(self, scope: Scope, vpc_id: VpcId) -> tuple[StaleGroup, ...]:
        """As the network has it."""
        self._ask("DescribeStaleSecurityGroups", scope)
        return self.network.stale_groups(scope, vpc_id)

    def _ask(self, action: str, scope: Scope) -> None:
        environment = self.environment()
        pause = environment.pace.pause(action, scope, self.clock())
        self.clock.advance(seconds=pause.total_seconds())
        for attempt in range(_TRIES):
            self.clock.advance(seconds=_CALL.total_seconds())
            if self.clock() > environment.until:
                raise DiedError("out of time")
            try:
                self.buckets.take(action, Ec2Scope(scope.account_id, scope.region), self.clock())
            except RefusedError:
                self.refused += 1
                self.clock.advance(seconds=self.chance.random() * min(2**attempt, _LONGEST_PAUSE))
            else:
                return
        self.given_up += 1
        raise ThrottledError("RequestLimitExceeded")
