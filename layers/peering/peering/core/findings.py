"""What is found where a route ought to be."""

from dataclasses import dataclass

from peering.core.blocks import Cidr
from peering.core.model import Side
from peering.core.tables import RouteTable


@dataclass(frozen=True, slots=True)
class Kept:
    """The route is there and leads to the connection."""

    side: Side
    table: RouteTable
    destination: Cidr


@dataclass(frozen=True, slots=True)
class Missing:
    """The destination is free: the route can be created."""

    side: Side
    table: RouteTable
    destination: Cidr


@dataclass(frozen=True, slots=True)
class Dead:
    """A dead route to a peering that has ended holds the destination: it can be replaced."""

    side: Side
    table: RouteTable
    destination: Cidr


@dataclass(frozen=True, slots=True)
class Conflict:
    """The route cannot be, or would not carry its traffic; `reason` says why, in words."""

    side: Side
    table: RouteTable
    destination: Cidr
    reason: str


@dataclass(frozen=True, slots=True)
class Full:
    """The table has no room for the route."""

    side: Side
    table: RouteTable
    destination: Cidr
    reason: str


@dataclass(frozen=True, slots=True)
class Contested:
    """Somebody keeps removing the route: it is not written again yet."""

    side: Side
    table: RouteTable
    destination: Cidr
    reason: str


type Obstacle = Conflict | Full | Contested


type Finding = Kept | Missing | Dead | Obstacle
