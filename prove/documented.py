"""The errors that AWS documents for each call the program makes, by the ports' own verbs.

EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
STS: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
EventBridge: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
"""

from collections.abc import Mapping

# Any EC2 call may answer these.
_EC2 = (
    "AuthFailure",
    "Blocked",
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
    ),
    "RejectConnection": (*_CONNECTION, "InvalidStateTransition", "OperationNotPermitted"),
    "CreateRoute": (*_CONNECTION, *_TABLE, "RouteAlreadyExists", "RouteLimitExceeded"),
    "ReplaceRoute": (*_CONNECTION, *_TABLE, "InvalidRoute.NotFound"),
    "DeleteRoute": (*_TABLE, "InvalidRoute.NotFound"),
    "AllowDnsResolution": (
        *_CONNECTION,
        "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
        "OperationNotPermitted",
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
}


def documented(port: str, verb: str) -> tuple[str, ...]:
    """The codes that this call may answer with."""
    if port == "network":
        return (*_EC2, *_EC2_CALLS.get(verb, ()))
    return _HOME[port]
