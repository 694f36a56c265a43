"""What can't be understood, said in one sentence: what, where, and what to do."""

from typing import cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, from_json

_LONGEST_QUOTE = 80


class MalformedError(ValueError):
    """What arrived can't be understood: change nothing, and keep it for a person."""


def parse(body: str) -> dict[str, object]:
    """Read a JSON object. Raises MalformedError."""
    try:
        found: object = from_json(body.encode(), allow_inf_nan=False)
    except ValueError as error:
        raise MalformedError(
            f"The message is not JSON ({error}): find out what put it on the queue."
        ) from error
    if not isinstance(found, dict):
        raise MalformedError(
            f"$: expected a JSON object, found {quoted(found)}: "
            "find out what put the message on the queue."
        )
    return cast("dict[str, object]", found)  # JSON knows no other keys


def validated[M: BaseModel](model: type[M], found: object, where: str = "$") -> M:
    """Hold *found*, which stands at the JSON path *where*, against *model*.

    Raises MalformedError, which tells of the first thing that is wrong.
    """
    try:
        return model.model_validate(found, strict=True)
    except ValidationError as error:
        raise MalformedError(refusal(where, error)) from error


def refusal(where: str, error: ValidationError) -> str:
    """Say what is wrong first in what stands at the JSON path *where*."""
    first = error.errors(include_url=False, include_context=False)[0]
    there = None if first["type"] == "missing" else first["input"]
    return (
        f"{_path(where, first)}: {first['msg'].lower()}, found {quoted(there)}: "
        "compare it with the samples in events/."
    )


def quoted(found: object) -> str:
    """Show what was found, shortened and on one line, so that a log can hold it."""
    match found:
        case None:
            return "nothing"
        case dict():
            return "an object"
        case list():
            return "a list"
        case _:
            text = ascii(found)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _path(where: str, error: ErrorDetails) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
    return where + "".join(steps)
