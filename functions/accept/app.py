"""Lambda entry point: judge the connections that a batch of messages names."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.bootstrap import accept


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one SQS batch; answer which of its messages have to be delivered again."""
    return accept.start().handle(event, context)
