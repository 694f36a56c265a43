"""The VPCs and route tables that moto keeps, read as values, and the little that is written there.

Everything of moto's that the rules touch is touched here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from moto.ec2.models import ec2_backends
from moto.ec2.models.route_tables import Route as MotoRoute

from localcloud.ec2.blocks import Blocks
from localcloud.ec2.destinations import canonical
from localcloud.ec2.routes import CREATED, LOCAL, PROPAGATED, Association, Destination, Route
from localcloud.ec2.scope import Scope
from localcloud.ec2.vpcs import Vpc

if TYPE_CHECKING:
    from moto.ec2.models import EC2Backend
    from moto.ec2.models.route_tables import RouteTable as MotoTable
    from moto.ec2.models.vpcs import VPC

ASSOCIATED = "associated"
ASSOCIATING = "associating"
_PROPAGATED_KEY = "propagated"
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
        return tags(self.scope, self.id)

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
        """The routes, in the order in which they were written."""
        return tuple(_route(kept) for kept in self._kept._routes.values())  # noqa: SLF001 - no other way

    def static_route(self, destination: Destination) -> Route | None:
        """The route to exactly that destination which is not a propagated one."""
        alike = (route for route in self.routes if route.destination == destination)
        return next((route for route in alike if route.origin != PROPAGATED), None)

    def forget_targets(self, destination: Destination) -> None:
        """Clear what moto leaves behind when it replaces a route."""
        kept = self._kept._routes[f"{self.id}~{destination}"]  # noqa: SLF001 - no other way
        kept.vpc_endpoint_id = kept.carrier_gateway = None

    def propagate(self, destination: Destination, gateway_id: str) -> None:
        """Add a route as a virtual private gateway would; a static one to the same place stays."""
        kept = MotoRoute(self._kept, **_destination_fields(destination), gateway=Named(gateway_id))
        key = f"{_PROPAGATED_KEY}~{destination}"
        self._kept._routes[key] = kept  # noqa: SLF001 - moto keeps one route to a destination
        kept.id = key


def vpc(scope: Scope, vpc_id: str) -> Vpc | None:
    """The VPC of that id, if it is in that scope; no account or Region is made up for asking."""
    if scope.account_id not in ec2_backends:
        return None
    if scope.region not in ec2_backends[scope.account_id]:
        return None
    kept = _backend(scope).vpcs.get(vpc_id)
    if kept is None:
        return None
    return Vpc(
        scope=scope,
        id=vpc_id,
        blocks=_blocks(kept),
        dns_support=_is_true(kept.enable_dns_support),
        dns_hostnames=_is_true(kept.enable_dns_hostnames),
    )


def tables(scope: Scope) -> Iterator[Table]:
    """Every route table of the scope."""
    return (Table(scope, kept) for kept in list(_backend(scope).route_tables.values()))


def table(scope: Scope, table_id: str) -> Table | None:
    """The route table of that id, if it is in that scope."""
    kept = _backend(scope).route_tables.get(table_id)
    return None if kept is None else Table(scope, kept)


def has_prefix_list(scope: Scope, prefix_list_id: str) -> bool:
    """Whether the scope has a prefix list of that id."""
    return prefix_list_id in _backend(scope).managed_prefix_lists


def tags(scope: Scope, resource_id: str) -> Mapping[str, str]:
    """The tags that this scope has put on a resource."""
    return dict(_backend(scope).tags.get(resource_id, {}))


def write_tags(scope: Scope, resource_id: str, given: Mapping[str, str]) -> None:
    """Put tags on a resource, for this scope alone."""
    _backend(scope).create_tags([resource_id], dict(given))


def tell_of(scope: Scope, connection_id: str) -> None:
    """Let moto know the id, so that it lets tags and routes refer to it."""
    _backend(scope).vpc_pcxs[connection_id] = Named(connection_id)


def set_block_state(scope: Scope, vpc_id: str, association_id: str, state: str) -> None:
    """Set the state of a VPC's CIDR block; does nothing once either is gone."""
    kept = _backend(scope).vpcs.get(vpc_id)
    associations = {} if kept is None else kept._cidr_block_association_set  # noqa: SLF001 - no other way
    if association_id in associations:
        associations[association_id]["cidr_block_state"]["state"] = state


def associate_ipv6(scope: Scope, vpc_id: str, block: IPv6Network) -> str:
    """Associate an IPv6 block of the caller's choice, which moto can't; returns the association."""
    backend = _backend(scope)
    association = backend.vpcs[vpc_id].associate_vpc_cidr_block(
        None, amazon_provided_ipv6_cidr_block=True
    )
    association["cidr_block"] = str(block)
    for its in [t for t in tables(scope) if t.vpc_id == vpc_id]:
        backend.create_route(its.id, None, destination_ipv6_cidr_block=str(block), local=True)
    return str(association["association_id"])


def _backend(scope: Scope) -> "EC2Backend":
    return ec2_backends[scope.account_id][scope.region]


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"  # moto keeps what the caller wrote


def _blocks(kept: "VPC") -> Blocks:
    associations = kept._cidr_block_association_set.values()  # noqa: SLF001 - no other way
    held = [
        ip_network(association["cidr_block"], strict=False)
        for association in associations
        if association["cidr_block_state"]["state"] == ASSOCIATED
    ]
    return Blocks(
        primary=IPv4Network(kept.cidr_block, strict=False),
        ipv4=tuple(block for block in held if isinstance(block, IPv4Network)),
        ipv6=tuple(block for block in held if isinstance(block, IPv6Network)),
    )


def _route(kept: MotoRoute) -> Route:
    if kept.local:
        origin = LOCAL
    elif kept.id.startswith(_PROPAGATED_KEY):
        origin = PROPAGATED
    else:
        origin = CREATED
    named = {name: getattr(kept, field) for name, field in _TARGETS.items()}
    return Route(
        destination=_destination(kept),
        origin=origin,
        targets={name: str(value) for name, value in named.items() if value},
    )


def _destination(kept: MotoRoute) -> Destination:
    if kept.destination_prefix_list_id:
        return str(kept.destination_prefix_list_id)
    return canonical(kept.destination_ipv6_cidr_block or kept.destination_cidr_block)


def _destination_fields(destination: Destination) -> dict[str, str | None]:
    is_ipv4 = isinstance(destination, IPv4Network)
    return {
        "destination_cidr_block": str(destination) if is_ipv4 else None,
        "destination_ipv6_cidr_block": None if is_ipv4 else str(destination),
    }
