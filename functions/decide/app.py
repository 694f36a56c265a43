"""Lambda entry point: take a person's decision, sent to the function's URL."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.bootstrap import decide
from peering.counter import Response


def handler(event: object, context: LambdaContext) -> Response:
    """Handle one request, whose caller AWS has verified; answer in JSON."""
    return decide.start().handle(event, context)
