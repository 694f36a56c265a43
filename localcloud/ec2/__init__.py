"""EC2 as it really behaves where peering is concerned: moto, with the rules that it lacks.

`local_ec2()` gives it inside a process, `python -m localcloud.ec2` as a server. Calls that no rule
knows (`install.RULES`) are moto's alone. Lacking: machine images; IAM, which is the gateway's to
check.
"""

from localcloud.ec2.clock import Clock
from localcloud.ec2.local import LocalEc2, local_ec2
from localcloud.ec2.settings import Settings

__all__ = ["Clock", "LocalEc2", "Settings", "local_ec2"]
