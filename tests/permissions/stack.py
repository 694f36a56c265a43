"""A template as CloudFormation makes it for given parameters, as far as policies need it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

type Json = Any  # a template is as untyped as YAML

STACK = "hub"

_PLACE = re.compile(r"\$\{([^}]+)\}")
_NOTHING = {"Ref": "AWS::NoValue"}
# How the ARNs of what has no name of its own end, from the logical id.
_ARNS = {
    "AWS::SQS::Queue": "sqs:{region}:{account}:{name}",
    "AWS::SNS::Topic": "sns:{region}:{account}:{name}",
    "AWS::DynamoDB::Table": "dynamodb:{region}:{account}:table/{name}",
    "AWS::KMS::Key": "kms:{region}:{account}:key/11111111-2222-4333-8444-555555555555",
    "AWS::Events::EventBus": "events:{region}:{account}:event-bus/{name}",
    "AWS::Events::Rule": "events:{region}:{account}:rule/{name}",
    "AWS::CloudWatch::Alarm": "cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::Logs::LogGroup": "logs:{region}:{account}:log-group:{name}:*",
    "AWS::Serverless::Function": "lambda:{region}:{account}:function:{name}",
    "AWS::IAM::Role": "iam::{account}:role/{name}",
}
_NAMES = ("RoleName", "LogGroupName", "TopicName", "QueueName", "FunctionName", "TableName")


@dataclass(frozen=True)
class Stack:
    """A template in an account and Region, with its parameters' values.

    What has no name of its own is named by the stack and its logical id.
    """

    template: Json
    account: str
    region: str
    parameters: Mapping[str, str | list[str]]

    def resources(self, kind: str) -> dict[str, Json]:
        """The properties of every resource of that type that is made here, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.template["Resources"].items()
            if resource["Type"] == kind and self._made(resource)
        }

    def arn(self, name: str) -> str:
        """The ARN of the resource of that logical id."""
        kind = self.template["Resources"][name]["Type"]
        filled = _ARNS[kind].format(region=self.region, account=self.account, name=self.name(name))
        return f"arn:aws:{filled}"

    def name(self, logical_id: str) -> str:
        """The name of the resource of that logical id."""
        resource = self.template["Resources"][logical_id]
        properties = resource.get("Properties", {})
        named = _NAMES + (("Name",) if resource["Type"].startswith("AWS::Events::") else ())
        told = [properties[one] for one in named if one in properties]
        return str(self.value(told[0])) if told else f"{STACK}-{logical_id}"

    def called_by_name(self) -> str:
        """What IAM is asked about where somebody names the stack by its name, without its id.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html
        """
        return f"arn:aws:cloudformation:{self.region}:{self.account}:stack/{STACK}/*"

    def value(self, said: Json) -> Json:
        """A value with its intrinsic functions evaluated. Raises ValueError for unknown ones."""
        match said:
            case list():
                return [self.value(one) for one in said if not self._is_nothing(one)]
            case dict() if len(said) == 1 and next(iter(said)).startswith(("Ref", "Fn::")):
                ((function, told),) = said.items()
                return self._evaluated(function, told)
            case dict():
                kept = {key: one for key, one in said.items() if not self._is_nothing(one)}
                return {key: self.value(one) for key, one in kept.items()}
            case _:
                return said

    def _evaluated(self, function: str, told: Json) -> Json:
        match function, told:
            case "Ref", name:
                return self._reference(name)
            case "Fn::GetAtt", [name, attribute]:
                return self.arn(name) if attribute == "Arn" else f"{name}.{attribute}"
            case "Fn::Sub", str(text):
                return _PLACE.sub(lambda place: self._place(place[1]), text)
            case "Fn::If", [condition, yes, no]:
                return self.value(yes if self.holds(condition) else no)
            case (("Fn::Join" | "Fn::Split"), [between, what]):
                given = self.value(what)
                return between.join(given) if function == "Fn::Join" else given.split(between)
            case _:
                raise ValueError(f"nothing here evaluates {function} of {told}")

    def holds(self, condition: Json) -> bool:
        """Whether a condition, by its name or as it is written, holds."""
        match condition:
            case str(name):
                return self.holds(self.template["Conditions"][name])
            case {"Condition": str(name)}:
                return self.holds(name)
            case {"Fn::Equals": [one, other]}:
                return bool(self.value(one) == self.value(other))
            case {"Fn::Not": [denied]}:
                return not self.holds(denied)
            case {"Fn::Or": some}:
                return any(map(self.holds, some))
            case {"Fn::And": every}:
                return all(map(self.holds, every))
            case _:
                raise ValueError(f"nothing here evaluates {condition}")

    def _made(self, resource: Json) -> bool:
        return "Condition" not in resource or self.holds(resource["Condition"])

    def _is_nothing(self, said: Json) -> bool:
        match said:
            case {"Fn::If": [condition, yes, no]}:
                return self._is_nothing(yes if self.holds(condition) else no)
            case _:
                return bool(said == _NOTHING)

    def _place(self, name: str) -> str:
        logical_id, _, attribute = name.partition(".")
        return self.arn(logical_id) if attribute == "Arn" else str(self._reference(name))

    def _reference(self, name: str) -> Json:
        pseudo = {
            "AWS::AccountId": self.account,
            "AWS::Region": self.region,
            "AWS::Partition": "aws",
            "AWS::StackName": STACK,
            "AWS::URLSuffix": "amazonaws.com",
        }
        if name in pseudo:
            return pseudo[name]
        if name in self.template["Parameters"]:
            return self.parameters[name] if name in self.parameters else self._default(name)
        if self.template["Resources"][name]["Type"] == "AWS::SNS::Topic":
            return self.arn(name)
        return self.name(name)

    def _default(self, name: str) -> Json:
        parameter = self.template["Parameters"][name]
        given = parameter["Default"]
        if parameter["Type"] == "CommaDelimitedList":
            return str(given).split(",") if given else []
        return given
