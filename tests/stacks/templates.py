"""Both templates as SAM reads them, with plausible values where CloudFormation fills them in."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from samcli.yamlhelper import yaml_parse  # type: ignore[import-untyped]  # SAM has no types

type Properties = dict[str, Any]  # a template is as untyped as YAML
type Statement = dict[str, Any]

ROOT = Path(__file__).parents[2]
HUB_ACCOUNT = "777788889999"
FUNCTIONS = ("accept", "route", "survey", "notify", "sweep", "decide")
_FILLED_IN = {
    "AWS::AccountId": HUB_ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "vpc-peering-autopilot",
    "AWS::URLSuffix": "amazonaws.com",
}
_PLACE = re.compile(r"\$\{([^}]+)\}")


@cache
def hub() -> Properties:
    """template.yaml."""
    return read("template.yaml")


@cache
def member() -> Properties:
    """member.yaml."""
    return read("member.yaml")


def resources(template: Properties, kind: str) -> dict[str, Properties]:
    """The properties of every resource of that type, by logical id."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def function(name: str) -> Properties:
    """The properties of the hub's function of that name, the globals among them."""
    own = hub()["Resources"][f"{name.capitalize()}Function"]["Properties"]
    return {**hub()["Globals"]["Function"], **own}


def environment(name: str) -> dict[str, str]:
    """The environment that a function gets, its queues and the like under their logical ids."""
    declared = {
        **hub()["Globals"]["Function"]["Environment"]["Variables"],
        **function(name)["Environment"]["Variables"],
    }
    return {variable: filled_in(value) for variable, value in declared.items()}


def filled_in(value: object) -> Any:  # noqa: ANN401 # whatever stands there
    """A value with its intrinsic functions replaced by what they could be."""
    if isinstance(value, list):
        return [filled_in(one) for one in value]
    match value:
        case {"Ref": str(name)}:
            return _reference(name)
        case {"Fn::GetAtt": [name, "Arn"]}:
            return _arn(name)
        case {"Fn::Sub": str(text)}:
            return _PLACE.sub(lambda place: str(_reference(place[1])), text)
        case dict():
            return {key: filled_in(one) for key, one in value.items()}
        case _:
            return value


def statements(role: Properties) -> list[Statement]:
    """What a role's own policies say."""
    return [
        statement
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: object) -> list[Any]:
    """IAM lets one value stand for a list of one."""
    return value if isinstance(value, list) else [value]


def targets_of(rule: Properties) -> Iterator[str]:
    """The logical ids of the queues that a rule delivers to."""
    for target in rule["Targets"]:
        yield target["Arn"]["Fn::GetAtt"][0]


def read(name: str) -> Properties:
    """A template of the repository."""
    found: Properties = yaml_parse((ROOT / name).read_text())
    return found


def _reference(name: str) -> object:
    if name in _FILLED_IN:
        return _FILLED_IN[name]
    for template in (hub(), member()):
        if name in template["Parameters"]:
            parameter: Mapping[str, object] = template["Parameters"][name]
            return parameter.get("Default", name)
    match hub()["Resources"][name]["Type"]:
        case "AWS::SQS::Queue":
            return f"https://sqs.us-east-1.amazonaws.com/{HUB_ACCOUNT}/{name}"
        case "AWS::SNS::Topic":
            return _arn(name)
        case _:
            return name


def _arn(name: str) -> str:
    kinds = {"AWS::SQS::Queue": "sqs", "AWS::SNS::Topic": "sns"}
    service = kinds.get(hub()["Resources"][name]["Type"], "events")
    return f"arn:aws:{service}:us-east-1:{HUB_ACCOUNT}:{name}"
