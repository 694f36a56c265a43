"""Route tables as moto keeps them, read as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localcloud.ec2.destinations import canonical
from localcloud.ec2.routes import (
    ADVERTISED,
    CREATED,
    LOCAL,
    PROPAGATED,
    Association,
    Destination,
    Route,
)
from localcloud.ec2.scope import Scope

if TYPE_CHECKING:
    from moto.ec2.models.route_tables import Route as MotoRoute
    from moto.ec2.models.route_tables import RouteTable as MotoTable

# EC2's name of a target, and moto's.
_TARGETS = {
    "GatewayId": "gateway_id",
    "InstanceId": "instance_id",
    "NatGatewayId": "nat_gateway_id",
    "EgressOnlyInternetGatewayId": "egress_only_internet_gateway_id",
    "TransitGatewayId": "transit_gateway_id",
    "NetworkInterfaceId": "network_interface_id",
    "VpcPeeringConnectionId": "vpc_peering_connection_id",
    "CarrierGatewayId": "carrier_gateway_id",
}


@dataclass(frozen=True, slots=True)
class Named:
    """All that moto has to know of a connection: that something has this id."""

    id: str


class Table:
    """A route table, read from moto as needed."""

    def __init__(self, scope: Scope, kept: "MotoTable") -> None:
        self.scope = scope
        self.id = str(kept.id)
        self.vpc_id = str(kept.vpc_id)
        self._kept = kept

    @property
    def tags(self) -> Mapping[str, str]:
        """The table's tags."""
        return dict(self._kept.ec2_backend.tags.get(self.id, {}))

    @property
    def associations(self) -> tuple[Association, ...]:
        """The main association first, if there is one."""
        return tuple(
            Association(a["RouteTableAssociationId"], a.get("SubnetId"), a.get("GatewayId"))
            for a in self._kept.associations
        )

    @property
    def is_edge(self) -> bool:
        """Whether a gateway uses this table for what comes in."""
        return any(association.gateway_id for association in self.associations)

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes: those written first, in their order, and those learned after them."""
        written = (_route(kept) for kept in self._kept._routes.values())  # noqa: SLF001 - no other way
        return (*written, *self._learned.values())

    def static_route(self, destination: Destination) -> Route | None:
        """The route to exactly that destination which is not a learned one."""
        alike = (route for route in self.routes if route.destination == destination)
        return next((r for r in alike if r.origin not in {PROPAGATED, ADVERTISED}), None)

    def forget_targets(self, destination: Destination) -> None:
        """Clear what moto leaves behind when it replaces a route."""
        kept = self._kept._routes[f"{self.id}~{destination}"]  # noqa: SLF001 - no other way
        kept.vpc_endpoint_id = kept.carrier_gateway = None

    def learn(self, route: Route) -> None:
        """Add a route that nobody wrote; a static one to the same place stays."""
        self._learned[route.destination] = route

    @property
    def _learned(self) -> dict[Destination, Route]:
        # moto keeps one route to a destination, so these hang beside its own.
        routes: dict[Destination, Route] = vars(self._kept).setdefault("learned", {})
        return routes


def _route(kept: "MotoRoute") -> Route:
    named = {name: getattr(kept, field) for name, field in _TARGETS.items()}
    return Route(
        destination=_destination(kept),
        origin=LOCAL if kept.local else CREATED,
        targets={name: str(value) for name, value in named.items() if value},
    )


def _destination(kept: "MotoRoute") -> Destination:
    if kept.destination_prefix_list_id:
        return str(kept.destination_prefix_list_id)
    return canonical(kept.destination_ipv6_cidr_block or kept.destination_cidr_block)
