"""A world to tell stories in: two or more accounts, their networks, and our outlets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from peering.core.blocks import cidr
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc
from peering.core.tables import Route, RouteOrigin, RouteTable, RouteTableId, Target
from peering.ports import Network
from tests.world.calls import Calls
from tests.world.clock import FakeClock
from tests.world.decisions import FakeDecisions
from tests.world.ec2 import FakeEc2, scope
from tests.world.ledger import FakeLedger
from tests.world.network import FakeNetwork
from tests.world.outlets import (
    FakeBus,
    FakeConnectionQueue,
    FakeScopeQueue,
    FakeTopic,
    RecordingReporter,
)
from tests.world.peering import Pace

REQUESTER = "111122223333"
ACCEPTER = "444455556666"
HOME = "us-east-1"


@dataclass(slots=True)
class World:
    """Build it, let the program act through its ports, then look at what became of it."""

    clock: FakeClock = field(default_factory=FakeClock)
    calls: Calls = field(default_factory=Calls)
    ec2: FakeEc2 = field(init=False)
    network: Network = field(init=False)
    ledger: FakeLedger = field(init=False)
    decisions: FakeDecisions = field(init=False)
    bus: FakeBus = field(init=False)
    accept_queue: FakeConnectionQueue = field(init=False)
    route_queue: FakeConnectionQueue = field(init=False)
    survey_queue: FakeScopeQueue = field(init=False)
    topic: FakeTopic = field(init=False)
    reporter: RecordingReporter = field(default_factory=RecordingReporter)

    def __post_init__(self) -> None:
        """Give every port the same call list."""
        self.ec2 = FakeEc2(self.clock)
        self.network = FakeNetwork(self.ec2, self.calls)
        self.ledger = FakeLedger(self.calls)
        self.decisions = FakeDecisions(self.calls)
        self.bus = FakeBus(self.calls)
        self.accept_queue = FakeConnectionQueue(self.calls)
        self.route_queue = FakeConnectionQueue(self.calls)
        self.survey_queue = FakeScopeQueue(self.calls)
        self.topic = FakeTopic(self.calls)

    def vpc(
        self,
        *blocks: str,
        account: str = REQUESTER,
        region: str = HOME,
        tags: Mapping[str, str] | None = None,
    ) -> Vpc:
        """Create a VPC with these blocks and its main route table."""
        return self.ec2.vpc(scope(account, region), blocks, tags or {})

    def pair(self) -> tuple[Vpc, Vpc]:
        """Create the usual two VPCs, in two accounts and two Regions."""
        return self.vpc("10.10.0.0/16"), self.vpc(
            "10.20.0.0/16", account=ACCEPTER, region="eu-west-1"
        )

    def table(self, vpc: Vpc, *, edge: bool = False, **tags: str) -> RouteTableId:
        """Add a route table to the VPC."""
        return self.ec2.table(vpc, edge=edge, tags=tags)

    def main_table(self, vpc: Vpc) -> RouteTableId:
        """The VPC's main route table."""
        return next(table.id for table in self.tables(vpc) if table.main)

    def route(
        self,
        table_id: RouteTableId,
        destination: str,
        target: Target,
        origin: RouteOrigin = RouteOrigin.CREATE_ROUTE,
    ) -> None:
        """Let somebody else put a route in a table."""
        self.ec2.put(table_id, Route(cidr(destination), target, origin=origin))

    def unroute(self, table_id: RouteTableId, destination: str) -> None:
        """Let somebody else take a route out of a table."""
        self.ec2.drop(table_id, cidr(destination))

    def associate(self, vpc: Vpc, block: str) -> None:
        """Add a secondary block to the VPC."""
        self.ec2.associate(vpc, block)

    def begin_associating(self, vpc: Vpc) -> None:
        """Leave the VPC with a block that is still being associated."""
        self.ec2.vpcs[vpc.id] = replace(self.ec2.vpcs[vpc.id], unsettled=True)

    def pace(
        self,
        *,
        invisible: float = 0,
        initiating: float = 0,
        provisioning: float = 0,
        stale: float = 0,
    ) -> None:
        """Make EC2 take its time (seconds) with connections that are requested from now on."""
        self.ec2.pace = Pace(
            *(timedelta(seconds=s) for s in (invisible, initiating, provisioning, stale))
        )

    def request(self, requester: Vpc, accepter: Vpc, *, multipath: bool = False) -> ConnectionId:
        """Let somebody request a connection."""
        connection_id = self.ec2.request(requester, accepter)
        self.ec2.peerings[connection_id].multipath = multipath
        return connection_id

    def accept(self, connection_id: ConnectionId) -> None:
        """Let somebody else accept the connection."""
        self.ec2.accept(connection_id)

    def delete(self, connection_id: ConnectionId, by: Side = Side.REQUESTER) -> None:
        """Let a side delete the connection: its routes stay, as blackholes."""
        self.ec2.end(connection_id, Status.DELETED, by)

    def forget(self, connection_id: ConnectionId) -> None:
        """Let EC2 forget the connection's record, as it does after hours or days."""
        del self.ec2.peerings[connection_id]

    def deny(self, where: Scope, reason: str = "the role can't be assumed") -> None:
        """Close a scope to us."""
        self.ec2.denied[where] = reason

    def admit(self, where: Scope) -> None:
        """Open a scope to us again."""
        del self.ec2.denied[where]

    def disable_dns(self, vpc: Vpc) -> None:
        """Take DNS hostnames from the VPC."""
        self.ec2.without_dns.add(vpc.id)

    def status(self, connection_id: ConnectionId) -> Status:
        """The connection's real status."""
        return self.ec2.status(connection_id)

    def connection(self, connection_id: ConnectionId, seen_from: Vpc) -> Connection:
        """The connection as the owner of *seen_from* sees it."""
        return self.ec2.view(self.ec2.peerings[connection_id], seen_from.scope)

    def tables(self, vpc: Vpc) -> tuple[RouteTable, ...]:
        """The VPC's route tables as they are now."""
        return self.ec2.tables_of(vpc.id)

    def routes_to(self, connection_id: ConnectionId) -> set[tuple[RouteTableId, str]]:
        """Every route that leads to the connection, anywhere."""
        return {
            (table.id, str(route.destination))
            for table in self.ec2.tables.values()
            for route in table.leading_to(connection_id)
        }
