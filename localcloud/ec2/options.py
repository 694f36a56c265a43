"""Peering options: each side's own.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcPeeringConnectionOptions.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from localcloud.ec2 import errors
from localcloud.ec2.vpcs import Vpc

DNS = "AllowDnsResolutionFromRemoteVpc"
MULTIPATH = "AllowMultipathResilience"


@dataclass(frozen=True, slots=True)
class Options:
    """What a side allows its peer; `dns` lets the peer resolve this side's hostnames."""

    dns: bool = False
    multipath: bool = False

    def changed(self, told: Mapping[str, object]) -> "Options":
        """These options with those named changed; the others stay."""
        return replace(
            self,
            dns=bool(told.get(DNS, self.dns)),
            multipath=bool(told.get(MULTIPATH, self.multipath)),
        )

    def to_answer(self) -> dict[str, object]:
        """The options as EC2 answers them."""
        return {
            DNS: self.dns,
            "AllowEgressFromLocalClassicLinkToRemoteVpc": False,
            "AllowEgressFromLocalVpcToRemoteClassicLink": False,
        }


def check_dns(told: Mapping[str, object], vpc: Vpc) -> None:
    """Refuse to let a peer resolve names that the VPC does not give."""
    if told.get(DNS) and not (vpc.dns_hostnames and vpc.dns_support):
        raise errors.dns_hostnames_disabled(vpc.id)
