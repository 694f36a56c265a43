"""Lambda entry point: route, or clean up after, the connections that a batch of messages names."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.bootstrap import route


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one SQS batch; answer which of its messages have to be delivered again."""
    return route.start().handle(event, context)
