"""Templates with one thing changed in a policy, and what was changed."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.permissions.stack import Json

type Path = tuple[Any, ...]

# An action that nothing here asks for, for the services that policies speak of.
_NOBODY_ASKS_FOR = {
    "cloudformation": "cloudformation:DeleteStack",
    "dynamodb": "dynamodb:DeleteTable",
    "ec2": "ec2:DeleteVpcPeeringConnection",
    "events": "events:PutRule",
    "kms": "kms:ReEncryptTo",
    "lambda": "lambda:InvokeFunction",
    "logs": "logs:DeleteLogGroup",
    "sns": "sns:Subscribe",
    "sqs": "sqs:PurgeQueue",
    "sts": "sts:TagSession",
    "xray": "xray:GetSamplingRules",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is taken out of a template, or put in: where, and what."""

    resource: str
    what: str
    template: Json


def removals(template: Json) -> Iterator[Change]:
    """Each thing that a policy grants, taken away: an action, a resource, a value, a principal."""
    for where, statement in _statements(template):
        if statement["Effect"] != "Allow":
            continue
        parts = [("Action",), ("Resource",), ("Principal", "AWS"), *_values(statement)]
        lists = [part for part in parts if isinstance(_at(statement, part), list)]
        for part in lists:
            for number, one in enumerate(_at(statement, part)):
                if len(_at(statement, part)) > 1:
                    yield _without(template, (*where, *part, number), f"{part[-1]} {one}")
        if not isinstance(statement["Action"], list) or len(statement["Action"]) == 1:
            yield _without(template, where, str(statement["Action"]))


def unguarded(template: Json) -> Iterator[Change]:
    """Each thing that guards a policy, taken away: a condition, a denial, a resource's name."""
    for where, statement in _statements(template):
        if statement["Effect"] == "Deny":
            yield _without(template, where, f"Deny {statement['Action']}")
            continue
        for part in _conditions(statement):
            yield _without(template, (*where, *part), " ".join(map(str, part)))
        on = statement.get("Resource")
        if on not in (None, "*") and "Principal" not in statement and not _about_ec2(statement):
            yield _with(template, (*where, "Resource"), "*", "Resource becomes *")
        if "Principal" in statement and statement["Principal"] != "*":
            yield _with(template, (*where, "Principal"), "*", "Principal becomes *")


def additions(template: Json) -> Iterator[Change]:
    """Each role's statement with an action more, which nothing asks for."""
    for where, statement in _statements(template):
        if "Principal" in statement:
            continue
        actions = _listed(statement["Action"])
        more = _NOBODY_ASKS_FOR[actions[0].partition(":")[0]]
        yield _with(template, (*where, "Action"), [*actions, more], f"{more} is granted")


def _statements(template: Json) -> Iterator[tuple[Path, Json]]:
    for name in template["Resources"]:
        yield from _below(template["Resources"][name], ("Resources", name))


def _below(said: Json, where: Path) -> Iterator[tuple[Path, Json]]:
    match said:
        case {"Statement": list(statements)}:
            for number, statement in enumerate(statements):
                yield (*where, "Statement", number), statement
        case dict():
            for key, one in said.items():
                yield from _below(one, (*where, key))
        case list():
            for number, one in enumerate(said):
                yield from _below(one, (*where, number))
        case _:
            pass


def _conditions(statement: Json) -> Iterator[Path]:
    """Where the statement's single conditions stand; one that depends on a parameter is one."""
    if "Fn::If" in statement.get("Condition", {}):
        yield ("Condition",)
        return
    for operator, asked in statement.get("Condition", {}).items():
        if "Fn::If" in asked or len(asked) == 1:
            yield ("Condition", operator)
        else:
            yield from (("Condition", operator, key) for key in asked)


def _values(statement: Json) -> Iterator[Path]:
    for operator, asked in statement.get("Condition", {}).items():
        if operator != "Fn::If":
            yield from (("Condition", operator, key) for key in asked if key != "Fn::If")


def _at(said: Json, path: Path) -> Json:
    for step in path:
        if not isinstance(said, dict | list) or (isinstance(said, dict) and step not in said):
            return None
        said = said[step]
    return said


def _without(template: Json, path: Path, what: str) -> Change:
    def leave_out(part: Json) -> None:
        del part[path[-1]]

    changed = _copied(template, path[:-1], leave_out)
    return Change(str(path[1]), f"{_name(template, path)}: {what}", changed)


def _with(template: Json, path: Path, instead: Json, what: str) -> Change:
    def put_in(part: Json) -> None:
        part[path[-1]] = instead

    changed = _copied(template, path[:-1], put_in)
    return Change(str(path[1]), f"{_name(template, path)}: {what}", changed)


def _copied(said: Json, path: Path, change: Callable[[Json], None]) -> Json:
    """What is said, with the part at *path* changed; only what leads there is a copy."""
    copied = copy.copy(said)
    if path:
        copied[path[0]] = _copied(said[path[0]], path[1:], change)
    else:
        change(copied)
    return copied


def _name(template: Json, path: Path) -> str:
    last = max(n for n, step in enumerate(path) if step == "Statement")
    sid = _at(template, path[: last + 2]).get("Sid", "trust")
    return f"{path[1]} {sid}"


def _about_ec2(statement: Json) -> bool:
    # EC2's actions have one kind of resource each, and it is the account's own in any case.
    return all(action.startswith("ec2:") for action in _listed(statement["Action"]))


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
