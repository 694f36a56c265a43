"""What AWS's errors mean to the caller.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from peering.core.model import Scope
from peering.errors import (
    LookAgainError,
    NotUnderstoodError,
    RefusedError,
    ScopeDeniedError,
    ThrottledError,
    TryLaterError,
)

# EC2 spells NotFound codes in two ways (…ID… and …Id…), so codes are compared without case.
_THROTTLED = frozenset(
    {
        "ec2throttledexception",
        "provisionedthroughputexceededexception",
        "requestlimitexceeded",
        "requestthrottled",
        "requestthrottledexception",
        "throttledexception",
        "throttling",
        "throttlingexception",
        "toomanyrequestsexception",
    }
)
_LATER = frozenset(
    {
        "expiredtoken",
        "expiredtokenexception",
        "internalerror",
        "internalexception",
        "internalfailure",
        "internalservererror",
        "internalserviceerror",
        "requestexpired",
        "requesttimeout",
        "serviceunavailable",
        "serviceunavailableexception",
        "transactioninprogressexception",
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
# What a scope's every read answers when nobody is let in: a permission is missing, an SCP denies,
# the account has not opted into the Region or is suspended.
_CLOSED = frozenset(
    {
        "accessdenied",
        "authfailure",
        "blocked",
        "invalidclienttokenid",
        "optinrequired",
        "pendingverification",
        "unauthorizedoperation",
    }
)
_SERVER_FAULT = 500
_ENCODED = re.compile(r"\s*Encoded authorization failure message: \S+")


def code_of(error: ClientError) -> str:
    """AWS's error code, in lower case."""
    return error.response.get("Error", {}).get("Code", "").lower()


def message_of(error: ClientError) -> str:
    """What AWS says about it, but for what it encodes anew each time that it says the same.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
    """
    return _ENCODED.sub("", error.response.get("Error", {}).get("Message", ""))


def passes(error: ClientError) -> bool:
    """Tell whether the same call may well succeed later: a throttle, or a fault of AWS's own."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code_of(error) in _THROTTLED | _LATER or status >= _SERVER_FAULT


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the caller should do instead of what AWS said.

    Raises ThrottledError, TryLaterError for faults and broken connections, LookAgainError where the
    world has changed since it was observed, and RefusedError for everything else.
    """
    try:
        yield
    except ClientError as error:
        if code_of(error) in _THROTTLED:
            raise ThrottledError(str(error)) from error
        if passes(error):
            raise TryLaterError(str(error)) from error
        if code_of(error) in _CHANGED:
            raise LookAgainError(str(error)) from error
        code = error.response.get("Error", {}).get("Code", "")
        raise RefusedError(code, message_of(error)) from error
    except (BotoCoreError, ResponseParserError) as error:
        raise TryLaterError(str(error)) from error


@contextmanager
def at_home() -> Iterator[None]:
    """Raise TryLaterError whatever the hub's own account answers.

    It is no connection's fault, so nobody is told: the work is delivered again, and what stays
    broken ends in the dead-letter queue.
    """
    try:
        with translated():
            yield
    except (LookAgainError, RefusedError, ThrottledError) as error:
        raise TryLaterError(str(error)) from error


@contextmanager
def reading(scope: Scope) -> Iterator[None]:
    """Translate the errors of a look at *scope*: a role that may not even look is of no use.

    Raises TryLaterError, ScopeDeniedError, RefusedError, and NotUnderstoodError where the answer
    is not what EC2 is known to answer.
    """
    try:
        with translated():
            yield
    except RefusedError as error:
        if error.code.lower() in _CLOSED:
            reason = (
                f"EC2 does not let us look ({error}): check the role's permissions, the account's "
                f"service control policies, and that {scope.region} is switched on there"
            )
            raise ScopeDeniedError(scope, reason) from error
        raise
    except (KeyError, ValueError) as error:
        raise NotUnderstoodError(f"EC2's answer in {scope} can't be read: {error!r}") from error
