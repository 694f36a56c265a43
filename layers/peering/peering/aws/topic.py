"""The topic on SNS."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from peering.aws.errors import translated
from peering.ports import Message

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsTopic:
    """One publish a message, with a body for each protocol."""

    def __init__(self, client: "Callable[[], SNSClient]", arn: str) -> None:
        """Publish to the topic of that ARN."""
        self._client = client
        self._arn = arn

    def publish(self, message: Message) -> None:
        """Publish the message. Raises TryLaterError or RefusedError."""
        with translated():
            self._client().publish(
                TopicArn=self._arn,
                Subject=message.subject,
                MessageStructure="json",
                Message=json.dumps(dict(message.bodies)),
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value}
                    for name, value in message.attributes.items()
                },
            )
