"""Routes and route tables as the rules of peering see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

type Destination = IPv4Network | IPv6Network | str
"""A CIDR block, or the id of a prefix list."""

PEERING = "VpcPeeringConnectionId"
CREATED = "CreateRoute"
LOCAL = "CreateRouteTable"
PROPAGATED = "EnableVgwRoutePropagation"
ADVERTISED = "Advertisement"


@dataclass(frozen=True, slots=True)
class Route:
    """A route; `targets` are named as in EC2's answers (VpcPeeringConnectionId, GatewayId, ..).

    `filtered` where a route server advertises it and the table does not take it.
    """

    destination: Destination
    origin: str
    targets: Mapping[str, str]
    filtered: bool = False

    @property
    def is_static(self) -> bool:
        """Whether a caller wrote it, and may replace or delete it."""
        return self.origin == CREATED

    @property
    def peering(self) -> str | None:
        """The connection it leads to, if it does."""
        return self.targets.get(PEERING)


@dataclass(frozen=True, slots=True)
class Association:
    """What a table is associated with: a subnet, a gateway, or the VPC as its main table."""

    id: str
    subnet_id: str | None = None
    gateway_id: str | None = None

    @property
    def is_main(self) -> bool:
        """Whether this makes the table its VPC's main one."""
        return self.subnet_id is None and self.gateway_id is None


@dataclass(frozen=True, slots=True)
class PrefixList:
    """A prefix list: `family` is ipv4 or ipv6, `entries` as many as it may ever hold."""

    family: str
    entries: int
