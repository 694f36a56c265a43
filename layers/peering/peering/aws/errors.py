"""What AWS's errors mean to the caller.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from peering.ports import LookAgainError, RefusedError, TryLaterError

# EC2 spells NotFound codes in two ways (…ID… and …Id…), so codes are compared without case.
_LATER = frozenset(
    {
        "ec2throttledexception",
        "internalerror",
        "internalfailure",
        "internalserviceerror",
        "provisionedthroughputexceededexception",
        "requestlimitexceeded",
        "requesttimeout",
        "serviceunavailable",
        "throttling",
        "throttlingexception",
        "toomanyrequestsexception",
        "unavailable",
    }
)
_CHANGED = frozenset(
    {
        "incorrectstate",
        "invalidroute.notfound",
        "invalidroutetableid.notfound",
        "invalidstatetransition",
        "invalidvpcpeeringconnectionid.notfound",
        "routealreadyexists",
    }
)
_SERVER_FAULT = 500


def code_of(error: ClientError) -> str:
    """AWS's error code, in lower case."""
    return error.response["Error"]["Code"].lower()


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the caller should do instead of what AWS said.

    Raises TryLaterError for throttles, faults and broken connections, LookAgainError where the
    world has changed since it was observed, and RefusedError for everything else.
    """
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in _LATER or status >= _SERVER_FAULT:
            raise TryLaterError(str(error)) from error
        if code in _CHANGED:
            raise LookAgainError(str(error)) from error
        said = error.response["Error"]
        raise RefusedError(said["Code"], said.get("Message", "")) from error
    except BotoCoreError as error:
        raise TryLaterError(str(error)) from error
