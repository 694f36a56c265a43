"""The arithmetic of CIDR blocks."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

type Cidr = IPv4Network | IPv6Network


def cidr(text: str) -> Cidr:
    """Read a block as EC2 would keep it: host bits cleared.

    EC2 turns `100.68.0.18/18` into `100.68.0.0/18`, so only canonical blocks may be compared:
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
    Raises ValueError for what is not a block.
    """
    return ip_network(text, strict=False)


def contains(outer: Cidr, inner: Cidr) -> bool:
    """Tell whether every address of *inner* is in *outer*; never across IP versions."""
    return outer.prefixlen <= inner.prefixlen and _alike(outer, inner, outer.prefixlen)


def touches(destination: object, block: Cidr) -> bool:
    """Tell whether they share an address; a prefix list shares none that can be told."""
    return near(block)(destination)


def near(block: Cidr) -> Callable[[object], bool]:
    """Give what tells of each destination whether it touches *block*: tables hold hundreds."""
    kind, bits, longest = type(block), block.prefixlen, block.max_prefixlen
    start = int(block.network_address)

    def touching(destination: object) -> bool:
        if not isinstance(destination, kind):
            return False
        differing = int(destination.network_address) ^ start
        return differing >> (longest - min(destination.prefixlen, bits)) == 0

    return touching


def overlap(one: Cidr, other: Cidr) -> Iterator[Cidr]:
    """Give the narrower of two blocks where one is in the other."""
    if contains(one, other):
        yield other
    elif contains(other, one):
        yield one


def less(block: Cidr, hole: Cidr) -> Iterator[Cidr]:
    """Give what is left of *block* without *hole*."""
    if contains(hole, block):
        return
    if contains(block, hole):
        yield from block.address_exclude(hole)  # type: ignore[arg-type]  # contained, so alike
    else:
        yield block


def order(block: Cidr) -> tuple[int, int, int]:
    """Where a block stands among others, as people would sort them."""
    return block.version, int(block.network_address), block.prefixlen


def _alike(one: Cidr, other: Cidr, bits: int) -> bool:
    """Tell whether they begin with the same bits: `subnet_of` takes a sweep four times as long."""
    if one.version != other.version:
        return False
    differing = int(one.network_address) ^ int(other.network_address)
    return differing >> (one.max_prefixlen - bits) == 0
