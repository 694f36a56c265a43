"""Lambda entry point: queue a survey of every governed account and Region."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.bootstrap import sweep


def handler(_event: dict[str, Any], context: LambdaContext) -> None:
    """Handle the schedule's event, or an empty one from a person: it says nothing but when."""
    sweep.start().handle(context)
