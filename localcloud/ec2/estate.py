"""What moto keeps for a scope: VPCs, route tables and tags, read as values.

The little that the rules write past moto's own calls is written here and in `tables`.
"""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from moto.ec2.models import ec2_backends

from localcloud.ec2.blocks import Blocks
from localcloud.ec2.routes import PrefixList
from localcloud.ec2.scope import Scope
from localcloud.ec2.tables import Named, Table
from localcloud.ec2.vpcs import Vpc

if TYPE_CHECKING:
    from moto.ec2.models import EC2Backend
    from moto.ec2.models.vpcs import VPC

ASSOCIATED = "associated"
ASSOCIATING = "associating"
DISASSOCIATED = "disassociated"
DISASSOCIATING = "disassociating"
FAILED = "failed"


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


def prefix_list(scope: Scope, prefix_list_id: str) -> PrefixList | None:
    """The prefix list of that id, if the scope has it."""
    kept = _backend(scope).managed_prefix_lists.get(prefix_list_id)
    if kept is None:
        return None
    return PrefixList(str(kept.address_family or "IPv4").lower(), int(kept.max_entries or 1))


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


def drop_local_routes(scope: Scope, vpc_id: str, association_id: str) -> None:
    """Take back the local routes to a block that did not come to stand."""
    backend = _backend(scope)
    block = backend.vpcs[vpc_id]._cidr_block_association_set[association_id]["cidr_block"]  # noqa: SLF001 - no other way
    for its in [t for t in tables(scope) if t.vpc_id == vpc_id]:
        if ":" in block:
            backend.delete_route(its.id, None, block)
        else:
            backend.delete_route(its.id, block)


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
