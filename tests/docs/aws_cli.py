"""What the AWS CLI would say to a command line, by the models that it is made from.

https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.model import (
    ListShape,
    OperationModel,
    ServiceModel,
    Shape,
    StringShape,
    StructureShape,
)

from tests.docs.shell import CommandLine

GLOBAL = {"--region", "--profile", "--output", "--query", "--no-cli-pager"}
# The CLI's own commands, which no model describes.
CUSTOM = {
    ("cloudformation", "deploy"): {
        "--template-file",
        "--stack-name",
        "--capabilities",
        "--parameter-overrides",
        "--no-fail-on-empty-changeset",
        "--role-arn",
    }
}
POSITIONAL = {("lambda", "invoke"): 1}  # where the answer goes
_KEY = re.compile(r"(?:^|,)(\w+)=")


def mistakes(line: CommandLine) -> Iterator[str]:
    """Everything that is wrong with the command line; nothing if the CLI would send it."""
    options = line.options()
    service, operation, *positional = options.pop("")
    own = CUSTOM.get((service, operation))
    names = set(options) - GLOBAL
    if own is not None:
        yield from (f"no option {name}" for name in sorted(names - own))
        return
    model = _operation(service, operation)
    members = _by_option(model)
    stray = len(positional)
    for name in sorted(names):
        found = members.get(name) or members.get(name.replace("--no-", "--", 1))
        if found is None:
            yield f"no option {name}"
        else:
            stray += len(options[name]) - _most(found[1], options[name])
            yield from (f"{name}: {wrong}" for wrong in _wrong(found[1], options[name]))
    if stray != POSITIONAL.get((service, operation), 0):
        yield "what are the words without an option?"
    for name, (member, _) in members.items():
        given = {name, name.replace("--", "--no-", 1)} & set(options)
        if member in _required(model) and not given:
            yield f"{name} is missing"


def call(line: CommandLine) -> tuple[str, str, dict[str, Any]]:
    """What the CLI would ask for: the service, the client's method, and its parameters."""
    options = line.options()
    service, operation, *_ = options.pop("")
    model = _operation(service, operation)
    told: dict[str, Any] = {}
    for name, (member, shape) in _by_option(model).items():
        if name in options:
            told[member] = _read(shape, options[name])
        elif name.replace("--", "--no-", 1) in options:
            told[member] = False
    return service, xform_name(model.name), told


def _read(shape: Shape, values: list[str]) -> Any:  # noqa: ANN401  # whatever the model asks for
    if shape.type_name == "boolean":
        return True
    if isinstance(shape, ListShape):
        return [_read(shape.member, [value]) for value in values]
    (value, *_) = values
    if value.startswith("file://"):
        value = Path(value.removeprefix("file://")).read_text()
    return int(value) if shape.type_name in {"integer", "long"} else value


def _by_option(model: OperationModel) -> dict[str, tuple[str, Shape]]:
    return {f"--{xform_name(name, '-')}": (name, shape) for name, shape in _members(model).items()}


def _most(shape: Shape, values: list[str]) -> int:
    """How many of the words after an option are its own."""
    most = {"boolean": 0, "list": len(values)}
    return min(most.get(shape.type_name, 1), len(values))


@cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(botocore.session.get_session().get_service_data(service), service)


def _operation(service: str, operation: str) -> OperationModel:
    model = _model(service)
    for name in model.operation_names:
        if xform_name(name, "-") == operation:
            return model.operation_model(name)
    raise AssertionError(f"{service} has no {operation}")


def _members(model: OperationModel) -> dict[str, Shape]:
    return dict(model.input_shape.members) if model.input_shape else {}


def _required(model: OperationModel) -> list[str]:
    return model.input_shape.required_members if model.input_shape else []


def _wrong(shape: Shape, values: list[str]) -> Iterator[str]:
    if shape.type_name == "boolean":
        return
    if isinstance(shape, ListShape):
        for value in values:
            yield from _wrong_one(shape.member, value)
    elif not values:
        yield "takes a value"
    else:
        yield from _wrong_one(shape, values[0])


def _wrong_one(shape: Shape, value: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        unknown = set(_KEY.findall(value)) - set(shape.members)
        yield from (f"no member {name}" for name in sorted(unknown))
        if "=" not in value:
            yield f"{value} is no structure"
    elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        yield f"{value} is none of {shape.enum}"
    elif shape.type_name in {"integer", "long"} and not value.isdigit():
        yield f"{value} is no number"
