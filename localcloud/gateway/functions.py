"""Lambda functions as far from the local cloud's own Python as they can be run."""

import sys
from collections.abc import Callable

from ministack.core import lambda_runtime


def isolate_functions() -> None:
    """Run Python functions on the interpreter that this virtual environment was made from.

    It lacks the virtual environment's packages, so that a layer that lacks one fails here too.
    """
    detect: Callable[[str], tuple[str, str]] = lambda_runtime._detect_runtime_binary  # noqa: SLF001 - no public seam
    base = str(getattr(sys, "_base_executable", sys.executable))

    def detected(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        return (base, script) if runtime.startswith("python") else (binary, script)

    lambda_runtime._detect_runtime_binary = detected  # noqa: SLF001 - as above


def execution_credentials(function_arn: str, role_arn: str) -> dict[str, str]:
    """Credentials as Lambda gives them to a function, in the environment's words."""
    config = {"FunctionArn": function_arn, "FunctionName": function_arn.rpartition(":")[2]}
    given: dict[str, str] = lambda_runtime.execution_credentials({**config, "Role": role_arn})
    return given
