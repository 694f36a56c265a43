"""A dry run changes nothing and says whether the caller would have been allowed to call.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
"""

from localcloud.ec2.calls import Call
from localcloud.ec2.errors import PRECONDITION_FAILED, RefusedError


def check(call: Call) -> None:
    """Refuse with DryRunOperation, whatever the call: it is permissions that are tried."""
    if call.is_true("DryRun"):
        raise RefusedError(
            "DryRunOperation",
            "Request would have succeeded, but DryRun flag is set.",
            PRECONDITION_FAILED,
        )
