"""People's decisions in a DynamoDB table of their own, which decide alone may write.

Key (about, fact). `now` is what holds; beside it every decision stays under its time. Nothing
expires: an auditor asks years later.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from peering.aws.errors import at_home, code_of
from peering.aws.facts import moment
from peering.core.announcing import Mode
from peering.core.approvals import Effect
from peering.core.model import ConnectionId
from peering.core.rulings import ChangeStop, Orders, Ruling
from peering.errors import TryLaterError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    type Item = Mapping[str, AttributeValueTypeDef]

_NOW = "now"
_AT = "at#"
_FREEZE = "freeze"
_CANCELLED = "transactioncanceledexception"
_TRIES = 5


type Shown = Mapping[str, object]


class DynamoDecisions:
    """What people decided. In observe mode, rulings stand under keys of their own."""

    def __init__(self, client: "Callable[[], DynamoDBClient]", table: str, mode: Mode) -> None:
        """Keep decisions in *table*; a change stop holds in both modes."""
        self._client = client
        self._table = table
        self._prefix = "observe#" if mode == "observe" else ""

    def about(self, connection_id: ConnectionId) -> Orders:
        """What bears on the connection, in one call."""
        found = self._read(self._prefix + connection_id, _FREEZE)
        ruled, stopped = found.get(self._prefix + connection_id), found.get(_FREEZE)
        return Orders(
            None if ruled is None else _ruling(ruled),
            None if stopped is None else _stop(stopped),
        )

    def stop(self) -> ChangeStop | None:
        """Who stopped all changes, if somebody did."""
        found = self._read(_FREEZE).get(_FREEZE)
        return None if found is None else _stop(found)

    def rulings(self, connection_id: ConnectionId) -> tuple[tuple[Ruling, Shown], ...]:
        """Every ruling about the connection, oldest first, with all that was shown."""
        kept = self._kept(self._prefix + connection_id)
        return tuple((_ruling(item), json.loads(item["shown"]["S"])) for item in kept)

    def stops(self) -> tuple[tuple[ChangeStop, bool], ...]:
        """Every change stop and every end of one, oldest first; True where changes stopped."""
        return tuple((_stop(item), item["frozen"]["BOOL"]) for item in self._kept(_FREEZE))

    def record_ruling(
        self, connection_id: ConnectionId, ruling: Ruling, shown: Mapping[str, object]
    ) -> bool:
        """Keep the ruling with all that was shown; False where one about these ends stands."""
        item: Item = {
            "effect": {"S": ruling.effect},
            "ends": {"S": ruling.ends},
            "shown": {"S": json.dumps(shown)},
            **_said(ruling),
        }
        about = self._prefix + connection_id
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": {**_key(about, _NOW), **item},
                "ConditionExpression": "attribute_not_exists(fact) OR ends <> :ends",
                "ExpressionAttributeValues": {":ends": {"S": ruling.ends}},
            }
        }
        return self._write(put, about, ruling.at, item)

    def record_stop(self, stop: ChangeStop) -> bool:
        """Stop all changes; False where they are stopped."""
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": {**_key(_FREEZE, _NOW), **_said(stop)},
                "ConditionExpression": "attribute_not_exists(fact)",
            }
        }
        return self._write(put, _FREEZE, stop.at, {"frozen": {"BOOL": True}, **_said(stop)})

    def record_resumption(self, stop: ChangeStop, lifted: ChangeStop) -> bool:
        """Allow changes again, of which *lifted* tells who and why; False where *stop* is over."""
        delete: TransactWriteItemTypeDef = {
            "Delete": {
                "TableName": self._table,
                "Key": _key(_FREEZE, _NOW),
                "ConditionExpression": "#at = :at",
                "ExpressionAttributeNames": {"#at": "at"},
                "ExpressionAttributeValues": {":at": moment(stop.at)},
            }
        }
        return self._write(delete, _FREEZE, lifted.at, {"frozen": {"BOOL": False}, **_said(lifted)})

    def _write(
        self, change: "TransactWriteItemTypeDef", about: str, at: datetime, item: "Item"
    ) -> bool:
        kept: Item = {**_key(about, f"{_AT}{at.isoformat()}"), **item}
        with at_home():
            try:
                self._client().transact_write_items(
                    TransactItems=[change, {"Put": {"TableName": self._table, "Item": kept}}]
                )
            except ClientError as error:
                if code_of(error) != _CANCELLED or "ConditionalCheckFailed" not in str(error):
                    raise
                return False
        return True

    def _kept(self, about: str) -> "list[Item]":
        with at_home():
            pages = (
                self._client()
                .get_paginator("query")
                .paginate(
                    TableName=self._table,
                    KeyConditionExpression="about = :about AND begins_with(fact, :at)",
                    ExpressionAttributeValues={":about": {"S": about}, ":at": {"S": _AT}},
                    ConsistentRead=True,
                )
            )
            return [item for page in pages for item in page["Items"]]

    def _read(self, *about: str) -> "dict[str, Item]":
        keys = [_key(one, _NOW) for one in about]
        for _ in range(_TRIES):
            with at_home():
                answer = self._client().batch_get_item(
                    RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}}
                )
            if not answer.get("UnprocessedKeys"):
                return {item["about"]["S"]: item for item in answer["Responses"][self._table]}
        raise TryLaterError("DynamoDB did not give all decisions")


def _key(about: str, fact: str) -> "dict[str, AttributeValueTypeDef]":
    return {"about": {"S": about}, "fact": {"S": fact}}


def _said(said: Ruling | ChangeStop) -> "dict[str, AttributeValueTypeDef]":
    return {"by": {"S": said.by}, "at": moment(said.at), "reason": {"S": said.reason}}


def _ruling(item: "Item") -> Ruling:
    return Ruling(
        effect=Effect(item["effect"]["S"]),
        by=item["by"]["S"],
        at=datetime.fromisoformat(item["at"]["S"]),
        reason=item["reason"]["S"],
        ends=item["ends"]["S"],
    )


def _stop(item: "Item") -> ChangeStop:
    at = datetime.fromisoformat(item["at"]["S"])
    return ChangeStop(item["by"]["S"], at, item["reason"]["S"])
