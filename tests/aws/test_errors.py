"""What AWS's errors mean to the caller."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from peering.aws.errors import at_home, reading, translated
from peering.errors import (
    LookAgainError,
    NotUnderstoodError,
    RefusedError,
    ScopeDeniedError,
    ThrottledError,
    TryLaterError,
)
from tests.core.examples import REQUESTER_SCOPE


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": "so it is"},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "RequestId": "1",
                "HostId": "",
                "HTTPHeaders": {},
                "RetryAttempts": 0,
            },
        },
        "CreateRoute",
    )


@pytest.mark.parametrize(
    "code",
    [
        "RequestLimitExceeded",
        "EC2ThrottledException",
        "InternalError",
        "ServiceUnavailable",
        "Unavailable",
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "ExpiredToken",
    ],
)
def test_what_passes_is_tried_later(code: str) -> None:
    with pytest.raises(TryLaterError), translated():
        raise refusal(code)


@pytest.mark.parametrize("code", ["RequestLimitExceeded", "ThrottlingException"])
def test_what_is_throttled_is_put_back_but_for_the_hubs_own_services(code: str) -> None:
    with pytest.raises(ThrottledError), translated():
        raise refusal(code)
    with pytest.raises(TryLaterError) as raised, at_home():
        raise refusal(code)

    assert not isinstance(raised.value, ThrottledError)


def test_any_fault_of_awss_own_is_tried_later() -> None:
    with pytest.raises(TryLaterError), translated():
        raise refusal("SomethingNobodyHasHeardOf", status=503)


@pytest.mark.parametrize(
    "lost",
    [
        EndpointConnectionError(endpoint_url="https://ec2.invalid"),
        ReadTimeoutError(endpoint_url="https://ec2.invalid"),
        ResponseParserError("half an answer"),
    ],
)
def test_a_lost_answer_is_tried_later(lost: Exception) -> None:
    with pytest.raises(TryLaterError), translated():
        raise lost


@pytest.mark.parametrize(
    "code",
    [
        "RouteAlreadyExists",
        "InvalidRoute.NotFound",
        "InvalidRouteTableID.NotFound",
        "InvalidVpcPeeringConnectionID.NotFound",
        "InvalidVpcPeeringConnectionId.NotFound",
        "InvalidStateTransition",
    ],
)
def test_a_changed_world_is_looked_at_again(code: str) -> None:
    with pytest.raises(LookAgainError), translated():
        raise refusal(code)


@pytest.mark.parametrize(
    "code",
    [
        "UnauthorizedOperation",
        "VpcPeeringConnectionAlreadyExists",
        "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
        "RouteLimitExceeded",
        "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
    ],
)
def test_what_aws_refuses_for_good_keeps_its_code(code: str) -> None:
    with pytest.raises(RefusedError) as refused, translated():
        raise refusal(code)

    assert refused.value.code == code


@pytest.mark.parametrize("code", ["UnauthorizedOperation", "AuthFailure", "OptInRequired"])
def test_a_scope_that_may_not_be_read_is_denied(code: str) -> None:
    words = "us-east-1 is switched on"
    with pytest.raises(ScopeDeniedError, match=words) as denied, reading(REQUESTER_SCOPE):
        raise refusal(code)

    assert denied.value.scope == REQUESTER_SCOPE


def test_a_throttled_read_denies_nothing() -> None:
    with pytest.raises(TryLaterError), reading(REQUESTER_SCOPE):
        raise refusal("RequestLimitExceeded", status=503)


def test_an_answer_that_ec2_never_gave_before_is_not_understood() -> None:
    missing = "VpcPeeringConnectionId"
    with pytest.raises(NotUnderstoodError, match=missing), reading(REQUESTER_SCOPE):
        raise KeyError(missing)
