"""What AWS charges for a request, by the request and its answer."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from bench.heard import Ask
from bench.money.usage import Usage

type Item = Mapping[str, Mapping[str, Any]]

_A_READ, _A_WRITE = (
    4096,
    1024,
)  # bytes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
_AN_ITEM, _AN_ELEMENT = 3, 1  # bytes that a list or map takes beside what is in it


def used_by(asks: Iterable[Ask]) -> Usage:
    """What these requests use. Raises RuntimeError for one whose price nobody knows."""
    return sum(map(_used, asks), start=Usage())


def _used(ask: Ask) -> Usage:
    match ask.service:
        case "dynamodb":
            return _dynamodb(ask) + Usage(calls=1)
        case "events":
            return Usage(calls=1, events=len(ask.told["Entries"]))
        case "sqs":
            return Usage(calls=1, sends=1)
        case "sns":
            return Usage(calls=1, published=1)
        case "ec2" | "sts":
            return Usage(calls=1)
        case unheard_of:
            raise RuntimeError(f"nobody knows what {unheard_of} costs")


def _dynamodb(ask: Ask) -> Usage:
    told, answer = ask.told, ask.answer
    match ask.action:
        case "GetItem":
            return _read([answer.get("Item", {})])
        case "Query":  # all that it finds counts together
            return Usage(reads=_units(sum(map(item_bytes, answer["Items"])), _A_READ))
        case "BatchGetItem":
            found = [item for items in answer["Responses"].values() for item in items]
            asked = sum(len(wanted["Keys"]) for wanted in told["RequestItems"].values())
            return _read(found) + Usage(reads=asked - len(found))  # what is not there counts too
        case "PutItem" | "UpdateItem" | "BatchWriteItem" | "TransactWriteItems" as action:
            return _dynamodb_write(action, told)
        case unheard_of:
            raise RuntimeError(f"nobody knows what {unheard_of} costs")


def _dynamodb_write(action: str, told: Mapping[str, Any]) -> Usage:
    match action:
        case "PutItem":
            return _write([told["Item"]])
        case "BatchWriteItem":
            requests = (one for some in told["RequestItems"].values() for one in some)
            return _write([one["PutRequest"]["Item"] for one in requests])
        case "TransactWriteItems":  # prepared and written: each item counts twice
            used = _write([one["Put"]["Item"] for one in told["TransactItems"]])
            return replace(used, writes=2 * used.writes)
        case _:  # UpdateItem, Powertools' alone, which sets all that the item has
            return _write([{**told["Key"], **told["ExpressionAttributeValues"]}])


def _read(items: Iterable[Item]) -> Usage:
    return Usage(reads=sum(_units(item_bytes(item), _A_READ) for item in items))


def _write(items: list[Item]) -> Usage:
    sizes = list(map(item_bytes, items))
    return Usage(writes=sum(_units(size, _A_WRITE) for size in sizes), written_bytes=sum(sizes))


def _units(size: int, a_unit: int) -> int:
    return max(1, ceil(size / a_unit))


def item_bytes(item: Item) -> int:
    """An item's size as DynamoDB counts it.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, told),) = value.items()
    match kind:
        case "S":
            return len(told.encode())
        case "N":
            return ceil(len(told) / 2) + 1
        case "BOOL" | "NULL":
            return 1
        case "L":
            return _AN_ITEM + sum(_AN_ELEMENT + _value_bytes(one) for one in told)
        case "M":
            return _AN_ITEM + item_bytes(told) + _AN_ELEMENT * len(told)
        case "SS":
            return sum(len(one.encode()) for one in told)
        case unheard_of:
            raise RuntimeError(f"nobody knows how large {unheard_of} is")
