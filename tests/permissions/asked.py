"""Calls that were made, as what IAM is asked about each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tests.functions.calls_made import Call, writes_in
from tests.permissions.ask import Ask, Value, keys
from tests.permissions.policies import Policies
from tests.permissions.stack import Json, Stack

TAG = "aws:ResourceTag/vpc-peering:routes"
DECRYPT, NEW_KEY = "kms:Decrypt", "kms:GenerateDataKey"
# What the call's parameters name, which is a logical id in the hub that the calls were made in.
_NAMED = {"sqs": "QueueUrl", "events": "Entries", "sns": "TopicArn"}
_PUTS = {"sqs:SendMessage", "sns:Publish"}


def asks(policies: Policies, function: str, calls: list[Call]) -> set[Ask]:
    """Everything that IAM is asked about these calls of a function.

    The route tables have the tag that is asked for, if one is.
    """
    role = policies.hub.arn(f"{function.capitalize()}Role")
    tags = {TAG: policies.terms.tables} if policies.terms.tables else {}
    return {
        replace(ask, keys=keys(dict(ask.keys) | tags)) if ":route-table/" in ask.on else ask
        for call in calls
        for ask in _asks(policies.hub, role, call)
    }


def behind(stack: Stack, who: str, action: str, on: str) -> Iterator[Ask]:
    """What a service asks of KMS in the caller's name, where the thing has a key.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    """
    key = _key_of(stack.template["Resources"][on]["Properties"])
    if key is None or action in {"sqs:DeleteMessage", "sqs:GetQueueAttributes"}:
        return
    service = action.partition(":")[0]
    through = keys({"kms:ViaService": f"{service}.{stack.region}.amazonaws.com"})
    for used in (DECRYPT, NEW_KEY) if action in _PUTS else (DECRYPT,):
        yield Ask(who, used, stack.arn(key), through)


def _key_of(properties: Json) -> str | None:
    at_rest = properties.get("SSESpecification", {}).get("KMSMasterKeyId")
    match properties.get("KmsMasterKeyId") or at_rest:
        case {"Ref": str(key)} | {"Fn::GetAtt": [str(key), "Arn"]}:
            return key
        case _:
            return None


def _asks(stack: Stack, role: str, call: Call) -> Iterator[Ask]:
    service = call.action.partition(":")[0]
    match service:
        case "ec2":
            assert call.session is not None
            for resource, given in call.about:
                told = keys({key: _value(value) for key, value in given.items()})
                yield Ask(call.session.role, call.action, resource, told, call.session.policy)
        case "sts":
            told = keys({"sts:ExternalId": str(call.params["ExternalId"])})
            yield Ask(role, call.action, str(call.params["RoleArn"]), told)
        case "sqs" | "sns":
            on = str(call.params[_NAMED[service]]).replace(":", "/").rpartition("/")[2]
            if on in stack.template["Resources"]:  # else a test's own, which is not there
                yield Ask(role, call.action, stack.arn(on))
                yield from behind(stack, role, call.action, on)
        case "events":
            yield Ask(role, call.action, stack.arn("PeeringBus"), _of_entries(call.params))
        case "dynamodb":
            told = keys({"dynamodb:LeadingKeys": _leading(call.params)})
            table = _table(call.params)
            writes = "TransactItems" in call.params
            for action in sorted(writes_in(call.params)) if writes else [call.action]:
                yield Ask(role, action, stack.arn(table), told)
                yield from behind(stack, role, action, table)
        case _:
            raise ValueError(f"say what IAM is asked about {call.action}")


def _table(params: Mapping[str, Any]) -> str:
    if "TransactItems" in params:
        return str(next(iter(params["TransactItems"][0].values()))["TableName"])
    return str(params.get("TableName") or next(iter(params["RequestItems"])))


def _of_entries(params: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    entries = params["Entries"]
    return keys(
        {
            "events:source": tuple({entry["Source"] for entry in entries}),
            "events:detail-type": tuple({entry["DetailType"] for entry in entries}),
        }
    )


def _leading(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The ledger's partition keys that a call names, less what differs from run to run."""
    items = [params.get("Item"), params.get("Key")]
    items += [params["ExpressionAttributeValues"].get(":connection")] if _queries(params) else []
    for of_table in params.get("RequestItems", {}).values():
        requests = of_table["Keys"] if isinstance(of_table, dict) else of_table
        items += [_keyed(request) for request in requests]
    partitions = (item.get("connection", item.get("about", item)) for item in items if item)
    found = {str(partition.get("S")) for partition in partitions}
    return tuple(sorted("pcx" if key.startswith("pcx-") else key for key in found))


def _queries(params: Mapping[str, Any]) -> bool:
    return "KeyConditionExpression" in params


def _keyed(request: Mapping[str, Any]) -> Any:  # noqa: ANN401 # an item of DynamoDB's
    match request:
        case {"PutRequest": {"Item": item}} | {"DeleteRequest": {"Key": item}}:
            return item
        case _:
            return request


def _value(value: str | list[str]) -> Value:
    return value if isinstance(value, str) else tuple(value)
