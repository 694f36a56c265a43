"""CloudFormation that knows its Region where ministack's forgets it."""

import hashlib
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks

SUFFIX = 13


def tell_regions_apart() -> None:
    """Let conditions see pseudo parameters, and give each Region's stack names of its own.

    Otherwise a condition on AWS::Region is false everywhere, and a stack deployed in a second
    Region takes over the IAM roles of the first, which are named by stack and logical id alone.
    """
    evaluate: Callable[..., dict[str, bool]] = engine._evaluate_conditions  # noqa: SLF001 - no public seam
    name: Callable[..., str] = provisioners._physical_name  # noqa: SLF001 - as above

    def evaluated(template: dict[str, Any], params: dict[str, Any]) -> dict[str, bool]:
        return evaluate(template, {**_pseudo_parameters(), **params})

    def named(*resource: Any, **limits: Any) -> str:  # noqa: ANN401 - ministack's signature
        plain = name(*resource, **limits)
        suffix = hashlib.sha256(f"{plain}:{get_region()}".encode()).hexdigest()[:SUFFIX]
        return plain[:-SUFFIX] + (suffix if plain.islower() else suffix.upper())

    for module in (engine, changesets, handlers, stacks):
        module._evaluate_conditions = evaluated  # noqa: SLF001 - as above
    provisioners._physical_name = named  # noqa: SLF001 - as above


def _pseudo_parameters() -> dict[str, dict[str, str]]:
    values = {
        "AWS::AccountId": get_account_id(),
        "AWS::Partition": "aws",
        "AWS::Region": get_region(),
        "AWS::URLSuffix": "amazonaws.com",
    }
    return {name: {"Value": str(value)} for name, value in values.items()}
