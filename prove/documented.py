"""The errors that AWS documents for each call the program makes, by the ports' own verbs.

EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
EventBridge: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
SNS: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
"""

from collections.abc import Mapping

STS = "STS answers "
_STS = tuple(
    f"{STS}{code}"
    for code in (
        "AccessDenied",
        "ExpiredTokenException",
        "MalformedPolicyDocument",
        "PackedPolicyTooLarge",
        "RegionDisabledException",
        "ServiceUnavailable",
        "ThrottlingException",
    )
)
# Any EC2 call may answer these.
_EC2 = (
    "AuthFailure",
    "Blocked",
    "EC2ThrottledException",
    "InternalError",
    "InternalFailure",
    "InvalidClientTokenId",
    "InvalidParameterValue",
    "MissingParameter",
    "OptInRequired",
    "PendingVerification",
    "RequestExpired",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "Unavailable",
    "UnauthorizedOperation",
)
_CONNECTION = ("InvalidVpcPeeringConnectionID.NotFound", "InvalidVpcPeeringConnectionId.NotFound")
_TABLE = ("InvalidRouteTableID.NotFound", "InvalidRouteTableId.NotFound")

_EC2_CALLS: Mapping[str, tuple[str, ...]] = {
    "AcceptConnection": (
        *_CONNECTION,
        "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
        "InvalidStateTransition",
        "OperationNotPermitted",
        "OperationNotPermitted: User 444455556666 cannot accept peering pcx-0",
        "OutstandingVpcPeeringConnectionLimitExceeded",
        "PendingVpcPeeringConnectionLimitExceeded",
        "VpcPeeringConnectionAlreadyExists",
        "VpcPeeringConnectionsPerVpcLimitExceeded",
    ),
    "RejectConnection": (*_CONNECTION, "InvalidStateTransition", "OperationNotPermitted"),
    "CreateRoute": (
        *_CONNECTION,
        *_TABLE,
        "ResourceCountLimitExceeded",
        "RouteAlreadyExists",
        "RouteLimitExceeded",
    ),
    "ReplaceRoute": (
        *_CONNECTION,
        *_TABLE,
        (
            "InvalidParameterValue: There is no route defined for '10.20.0.0/16' in the "
            "route table. Use CreateRoute instead."
        ),
        "InvalidRoute.NotFound",
    ),
    "DeleteRoute": (*_TABLE, "InvalidRoute.NotFound"),
    "AllowDnsResolution": (
        *_CONNECTION,
        "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
        "OperationNotPermitted",
        (
            "OperationNotPermitted: Peering pcx-0 is not active. Peering options can be added only "
            "to active peerings."
        ),
    ),
    "TagConnection": (*_CONNECTION, "InvalidID", "TagLimitExceeded"),
    "stale_groups": ("InvalidVpcID.NotFound",),
}
_DYNAMODB = (
    "AccessDeniedException",
    "InternalServerError",
    "ItemCollectionSizeLimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ResourceNotFoundException",
    "ThrottlingException",
    "TransactionInProgressException",
    "ValidationException",
)
_HOME: Mapping[str, tuple[str, ...]] = {
    "ledger": _DYNAMODB,
    "decisions": _DYNAMODB,
    "bus": ("AccessDeniedException", "InternalException", "ThrottlingException"),
    "queue": (
        "AWS.SimpleQueueService.NonExistentQueue",
        "InvalidSecurity",
        "KmsAccessDenied",
        "KmsThrottled",
        "RequestThrottled",
    ),
    "topic": (
        "AuthorizationError",
        "EndpointDisabled",
        "InternalError",
        "InvalidParameter",
        "KMSAccessDenied",
        "KMSThrottling",
        "NotFound",
        "Throttled",
    ),
}


def documented(port: str, verb: str) -> tuple[str, ...]:
    """The codes that this call may answer with, some of them with EC2's own words.

    Before any call to EC2, STS may refuse the role.
    """
    if port == "network":
        return (*_STS, *_EC2, *_EC2_CALLS.get(verb, ()))
    return _HOME[port]
