"""Clients of the hub's own account, each built once, and only when it is first needed."""

from functools import cache
from typing import TYPE_CHECKING, cast

from peering.aws.session import CONFIG, session

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient


@cache
def dynamodb() -> "DynamoDBClient":
    """The ledger's client."""
    return cast("DynamoDBClient", session().create_client("dynamodb", config=CONFIG))


@cache
def events() -> "EventBridgeClient":
    """The peering bus's client."""
    return cast("EventBridgeClient", session().create_client("events", config=CONFIG))


@cache
def sns() -> "SNSClient":
    """The topic's client."""
    return cast("SNSClient", session().create_client("sns", config=CONFIG))


@cache
def sqs() -> "SQSClient":
    """The queues' client."""
    return cast("SQSClient", session().create_client("sqs", config=CONFIG))


@cache
def sts() -> "STSClient":
    """The client that assumes the members' roles.

    It asks the hub's own Region: tokens of the global endpoint are refused in Regions that an
    account has to opt into.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    """
    return cast("STSClient", session().create_client("sts", config=CONFIG))
