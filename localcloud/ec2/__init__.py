"""EC2 as it really behaves where peering is concerned: moto, with the rules that it lacks."""

from localcloud.ec2.clock import Clock
from localcloud.ec2.local import LocalEc2, local_ec2
from localcloud.ec2.settings import Settings

__all__ = ["Clock", "LocalEc2", "Settings", "local_ec2"]
