"""Lambda entry point: publish the announcements in a batch of messages."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.bootstrap import notify


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one SQS batch; answer which of its messages have to be delivered again."""
    return notify.start().handle(event, context)
