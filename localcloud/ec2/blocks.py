"""The CIDR blocks of VPCs.

https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations
"""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from itertools import product

type Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Blocks:
    """Every block that is associated with a VPC now; `primary` is one of `ipv4`."""

    primary: IPv4Network
    ipv4: tuple[IPv4Network, ...]
    ipv6: tuple[IPv6Network, ...]

    @property
    def all(self) -> tuple[Network, ...]:
        """The blocks of both families."""
        return (*self.ipv4, *self.ipv6)

    def overlap(self, other: "Blocks") -> bool:
        """Whether any block of one lies over any of the other: such VPCs can't peer."""
        return any(mine.overlaps(theirs) for mine, theirs in product(self.all, other.all))

    def contain(self, destination: Network) -> bool:
        """Whether the destination is one of these blocks, or inside one."""
        return any(inside(destination, block) for block in self.all)


def inside(inner: Network, outer: Network) -> bool:
    """Whether one network is the other, or a part of it; never across families."""
    match inner, outer:
        case (IPv4Network(), IPv4Network()) | (IPv6Network(), IPv6Network()):
            return inner.subnet_of(outer)  # type: ignore[arg-type]  # of one family here
        case _:
            return False
