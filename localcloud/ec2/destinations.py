"""Destinations of routes: their canonical form, and those that are refused.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
"""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from localcloud.ec2 import errors
from localcloud.ec2.blocks import Blocks, Network, inside
from localcloud.ec2.routes import Destination

IPV4 = "DestinationCidrBlock"
IPV6 = "DestinationIpv6CidrBlock"
PREFIX_LIST = "DestinationPrefixListId"
RESERVED: tuple[Network, ...] = (IPv4Network("169.254.168.0/22"), IPv6Network("fd00:ec2::/32"))


@lru_cache(maxsize=10_000)  # a full table is read again for each route that is written
def canonical(block: str) -> Network:
    """The block with its host bits cleared, as EC2 keeps it."""
    try:
        return ip_network(block, strict=False)
    except ValueError as error:
        raise errors.invalid(
            f"Value ({block}) for parameter destinationCidrBlock is invalid. "
            "This is not a valid CIDR block."
        ) from error


def named(params: Mapping[str, object]) -> tuple[str, Destination]:
    """The one destination that a call names, and the parameter it is in."""
    given = [(name, params[name]) for name in (IPV4, IPV6, PREFIX_LIST) if params.get(name)]
    if not given:
        raise errors.missing("destinationCidrBlock")
    if len(given) > 1:
        raise errors.RefusedError(
            "InvalidParameterCombination", "A route has one destination, and only one"
        )
    name, value = given[0]
    if name == PREFIX_LIST:
        return name, str(value)
    return name, canonical(str(value))


def check_allowed(destination: Destination, own: Blocks) -> None:
    """Refuse a peering route to the VPC's own addresses, or to those that EC2 keeps for itself."""
    if isinstance(destination, str):
        return
    if own.contain(destination):
        raise errors.invalid(
            f"The destination CIDR block {destination} is equal to or more specific than one of "
            "this VPC's CIDR blocks. This route can target only an interface or an instance."
        )
    if any(inside(destination, block) for block in RESERVED):
        raise errors.invalid(
            f"The destination CIDR block {destination} lies in a range that is reserved"
        )
