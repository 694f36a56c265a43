"""Route tables and their routes, as EC2 tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from peering.core.blocks import Cidr, near
from peering.core.model import ConnectionId, Scope, Tags, VpcId

PrefixListId = NewType("PrefixListId", str)


type Destination = Cidr | PrefixListId


RouteTableId = NewType("RouteTableId", str)


# Where a route is, or would be: a table holds one static route a destination.
type Place = tuple[RouteTableId, Cidr]


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
        return self.target.kind is TargetKind.PEERING and self.target.id == connection_id


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

    def around(self, destination: Cidr) -> tuple[Route, ...]:
        """The routes that share an address with it; a prefix list's never win over a CIDR's."""
        touching = near(destination)
        return tuple(route for route in self.routes if touching(route.destination))

    def leading_to(self, connection_id: ConnectionId) -> Iterator[Route]:
        """The routes whose target is that connection."""
        return (route for route in self.routes if route.leads_to(connection_id))
