"""Lambda entry point: compare the scopes that a batch of messages names with what ought to be."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.bootstrap import survey


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one SQS batch; answer which of its messages have to be delivered again."""
    return survey.start().handle(event, context)
