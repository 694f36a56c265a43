"""VPCs as the rules of peering see them."""

from dataclasses import dataclass

from localcloud.ec2.blocks import Blocks
from localcloud.ec2.scope import Scope


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC with its blocks and its DNS attributes."""

    scope: Scope
    id: str
    blocks: Blocks
    dns_support: bool
    dns_hostnames: bool
