"""The nouns: connections, their sides, route tables and routes, as EC2 tells of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NewType

AccountId = NewType("AccountId", str)
Region = NewType("Region", str)
ConnectionId = NewType("ConnectionId", str)
VpcId = NewType("VpcId", str)
RouteTableId = NewType("RouteTableId", str)
PrefixListId = NewType("PrefixListId", str)

type Cidr = IPv4Network | IPv6Network
type Destination = Cidr | PrefixListId
type Tags = Mapping[str, str]


def cidr(text: str) -> Cidr:
    """Read a block as EC2 would keep it: host bits cleared.

    EC2 turns `100.68.0.18/18` into `100.68.0.0/18`, so only canonical blocks may be compared:
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
    Raises ValueError for what is not a block.
    """
    return ip_network(text, strict=False)


def contains(outer: Cidr, inner: Cidr) -> bool:
    """Tell whether every address of *inner* is in *outer*; never across IP versions."""
    match outer, inner:
        case (IPv4Network(), IPv4Network()) | (IPv6Network(), IPv6Network()):
            return inner.subnet_of(outer)  # type: ignore[arg-type]  # the match made them alike
        case _:
            return False


class Side(StrEnum):
    """Which end of a connection."""

    REQUESTER = "requester"
    ACCEPTER = "accepter"

    @property
    def other(self) -> "Side":
        """The end across the connection."""
        return Side.ACCEPTER if self is Side.REQUESTER else Side.REQUESTER


class Status(StrEnum):
    """Where a connection is in its life.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
    """

    INITIATING_REQUEST = "initiating-request"
    PENDING_ACCEPTANCE = "pending-acceptance"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    DELETING = "deleting"
    DELETED = "deleted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    FAILED = "failed"
    UNKNOWN = "unknown"  # a code that this program has never heard of: nothing is done about it

    @classmethod
    def _missing_(cls, value: object) -> "Status":
        del value
        return cls.UNKNOWN

    @property
    def ended(self) -> bool:
        """Whether no traffic will ever pass again."""
        return self in _ENDED

    @property
    def unready(self) -> bool:
        """Whether EC2 will move on by itself within seconds, so that it pays to look again."""
        return self in _UNREADY


_ENDED = frozenset({Status.DELETED, Status.REJECTED, Status.EXPIRED, Status.FAILED})
_UNREADY = frozenset({Status.INITIATING_REQUEST, Status.PROVISIONING, Status.DELETING})


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """An account in one Region: what one set of credentials and one endpoint can see."""

    account_id: AccountId
    region: Region

    def __str__(self) -> str:
        """As people write it: account/Region."""
        return f"{self.account_id}/{self.region}"


@dataclass(frozen=True, slots=True)
class Vpc:
    """One end's VPC. `cidrs` is empty where EC2 does not tell (the accepter's, while pending).

    `unsettled` while a block is being associated or disassociated: look again later.
    """

    scope: Scope
    id: VpcId
    cidrs: tuple[Cidr, ...] = ()
    tags: Tags | None = field(default=None, hash=False)  # None: not read, or not readable
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A VPC peering connection as one scope sees it.

    `dns` holds, per side, whether the other VPC may resolve its private hostnames; None where
    EC2 does not show the option to this scope. `tags` are this scope's own. `multipath` is true
    where accepting opts into multipath resilience, which costs money.
    """

    id: ConnectionId
    status: Status
    requester: Vpc
    accepter: Vpc
    status_message: str = ""
    expires_at: datetime | None = None
    multipath: bool = False
    dns: Mapping[Side, bool] = field(default_factory=dict, hash=False)
    tags: Tags = field(default_factory=dict, hash=False)

    def vpc(self, side: Side) -> Vpc:
        """The VPC at *side*."""
        return self.requester if side is Side.REQUESTER else self.accepter

    def sides_in(self, scope: Scope) -> tuple[Side, ...]:
        """The sides that *scope* owns: none, one or both."""
        return tuple(side for side in Side if self.vpc(side).scope == scope)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes of both sides, the requester's first; one where they share it."""
        return tuple(dict.fromkeys((self.requester.scope, self.accepter.scope)))


class TargetKind(StrEnum):
    """What a route leads to; OTHER is a kind that this program has never heard of."""

    LOCAL = "local"
    PEERING = "vpc-peering-connection"
    TRANSIT_GATEWAY = "transit-gateway"
    GATEWAY = "gateway"
    NAT_GATEWAY = "nat-gateway"
    INSTANCE = "instance"
    NETWORK_INTERFACE = "network-interface"
    EGRESS_ONLY_GATEWAY = "egress-only-internet-gateway"
    LOCAL_GATEWAY = "local-gateway"
    CARRIER_GATEWAY = "carrier-gateway"
    CORE_NETWORK = "core-network"
    ODB_NETWORK = "odb-network"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a route leads."""

    kind: TargetKind
    id: str

    def __str__(self) -> str:
        """The target's id, which in AWS tells its kind."""
        return self.id


class RouteState(StrEnum):
    """Whether a route carries traffic; `blackhole` is a target that is gone or not yet active."""

    ACTIVE = "active"
    BLACKHOLE = "blackhole"
    FILTERED = "filtered"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "RouteState":
        del value
        return cls.UNKNOWN


class RouteOrigin(StrEnum):
    """Who put a route there. Only `CreateRoute` is ours to touch."""

    CREATE_ROUTE_TABLE = "CreateRouteTable"
    CREATE_ROUTE = "CreateRoute"
    PROPAGATED = "EnableVgwRoutePropagation"
    ADVERTISED = "Advertisement"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "RouteOrigin":
        del value
        return cls.UNKNOWN


@dataclass(frozen=True, slots=True)
class Route:
    """One row of a route table."""

    destination: Destination
    target: Target
    state: RouteState = RouteState.ACTIVE
    origin: RouteOrigin = RouteOrigin.CREATE_ROUTE

    def leads_to(self, connection_id: ConnectionId) -> bool:
        """Tell whether this route's target is that connection."""
        return self.target == Target(TargetKind.PEERING, connection_id)


@dataclass(frozen=True, slots=True)
class RouteTable:
    """A route table of one VPC; `edge` where a gateway is associated with it."""

    id: RouteTableId
    scope: Scope
    vpc_id: VpcId
    routes: tuple[Route, ...] = ()
    main: bool = False
    edge: bool = False
    tags: Tags = field(default_factory=dict, hash=False)

    def to(self, destination: Destination) -> tuple[Route, ...]:
        """The routes with exactly this destination: a static one hides a propagated one."""
        return tuple(route for route in self.routes if route.destination == destination)

    def leading_to(self, connection_id: ConnectionId) -> Iterator[Route]:
        """The routes whose target is that connection."""
        return (route for route in self.routes if route.leads_to(connection_id))


@dataclass(frozen=True, slots=True)
class SideView:
    """What a governed side's own scope shows: its view of the connection and its route tables."""

    side: Side
    scope: Scope
    tables: tuple[RouteTable, ...]
    dns: bool | None = None
    tags: Tags = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything that is decided from: one connection and each side that could be looked at.

    `unreachable` are governed sides whose scope could not be entered. `ended_peers` are other
    connections, found as targets of dead routes, that EC2 confirms have ended.
    """

    connection: Connection
    views: tuple[SideView, ...] = ()
    unreachable: tuple[Side, ...] = ()
    ended_peers: frozenset[ConnectionId] = frozenset()

    def view(self, side: Side) -> SideView | None:
        """The view of *side*, or None where it is not governed or not reachable."""
        return next((view for view in self.views if view.side is side), None)
