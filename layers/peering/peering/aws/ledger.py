"""The ledger in one DynamoDB table: key (connection, fact).

Facts of a living connection never expire; `expires_at` (epoch seconds, the table's TTL) is set
on announcements, which may be said again after a year, and on all facts of one that has ended.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, cast, override

from botocore.exceptions import ClientError

from peering.aws import facts
from peering.aws.errors import at_home, code_of
from peering.core.announcing import Mode
from peering.core.blocks import Cidr
from peering.core.memory import Announced, Decision, Memory, OwnedRoute
from peering.core.model import Connection, ConnectionId, Scope, Side
from peering.core.tables import RouteTableId
from peering.errors import TryLaterError
from peering.ports import Claim

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        KeysAndAttributesTypeDef,
        WriteRequestTypeDef,
    )

    type Item = Mapping[str, AttributeValueTypeDef]

_KEPT_FOR = timedelta(days=396)  # about 13 months
_CONDITION_FAILED = "conditionalcheckfailedexception"
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
_WRITES_A_CALL = 25
_READS_A_CALL = 100
_TRIES = 5


class DynamoLedger:
    """What must outlive an invocation. In observe mode, under keys of its own."""

    def __init__(self, client: "Callable[[], DynamoDBClient]", table: str, mode: Mode) -> None:
        """Keep facts in *table*; switching from observe to apply finds none and starts anew."""
        self._client = client
        self._table = table
        self._prefix = "observe#" if mode == "observe" else ""

    def recall(self, connection_id: ConnectionId) -> Memory:
        """Every fact about the connection; an empty memory where there is none."""
        return facts.memory(connection_id, self._about(connection_id))

    def chronicle(self, connection_id: ConnectionId) -> facts.Chronicle:
        """The same with its times, and with the announcements whose state is over."""
        return facts.chronicle(connection_id, self._about(connection_id))

    def _about(self, connection_id: ConnectionId) -> "list[Item]":
        with at_home():
            pages = (
                self._client()
                .get_paginator("query")
                .paginate(
                    TableName=self._table,
                    KeyConditionExpression="#connection = :connection",
                    ExpressionAttributeNames={"#connection": "connection"},
                    ExpressionAttributeValues={":connection": {"S": self._prefix + connection_id}},
                    ConsistentRead=True,
                )
            )
            return [item for page in pages for item in page["Items"]]

    def decisions(self, connection_ids: Iterable[ConnectionId]) -> Mapping[ConnectionId, Decision]:
        """The decision about each of these connections that has one."""
        found: dict[ConnectionId, Decision] = {}
        for some in batched(dict.fromkeys(connection_ids), _READS_A_CALL, strict=False):
            keys = [self._key(connection_id, facts.DECISION) for connection_id in some]
            for item in self._read(keys):
                connection_id = item["connection"]["S"].removeprefix(self._prefix)
                found[ConnectionId(connection_id)] = facts.decision(item)
        return found

    def record_decision(self, connection: Connection, decision: Decision) -> None:
        """Keep what was decided, and the connection's ends, in place of what was kept before."""
        self._put(connection.id, facts.DECISION, facts.decision_item(connection, decision))

    def record_request(self, connection_id: ConnectionId, by: str, now: datetime) -> None:
        """Keep which principal made the request."""
        self._put(connection_id, facts.REQUESTED, {"by": {"S": by}, "at": facts.moment(now)})

    def record_ownership(self, connection_id: ConnectionId, routes: Sequence[OwnedRoute]) -> None:
        """Keep that these routes are ours, before they are written."""
        self._write({"PutRequest": {"Item": self._owned(connection_id, r)}} for r in routes)

    def forget_ownership(
        self, connection_id: ConnectionId, routes: Iterable[tuple[RouteTableId, Cidr]]
    ) -> None:
        """Drop the ownership of routes that narrowing took away."""
        self._delete(connection_id, (facts.owned_fact(*route) for route in routes))

    def record_dns_refusal(
        self, connection_id: ConnectionId, side: Side, retry_at: datetime
    ) -> None:
        """Keep that a side's DNS option was refused, and when to try again."""
        self._put(connection_id, facts.dns_fact(side), {"retry_at": facts.moment(retry_at)})

    def claim(self, about: str, announced: Announced, now: datetime, lease: timedelta) -> Claim:
        """Take the right to put this announcement out, for the time of *lease*."""
        leased_until: AttributeValueTypeDef = {"N": str((now + lease).timestamp())}
        claim = {"leased_until": leased_until} | _expiring(now)
        with at_home():
            try:
                self._client().put_item(
                    TableName=self._table,
                    Item=self._key(about, facts.announced_fact(announced)) | claim,
                    ConditionExpression="attribute_not_exists(fact) OR leased_until <= :now",
                    ExpressionAttributeValues={":now": {"N": str(now.timestamp())}},
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except ClientError as error:
                if code_of(error) != _CONDITION_FAILED:
                    raise
                return Claim.OUT if "out" in _found(error) else Claim.BUSY
        return Claim.TAKEN

    def mark_announced(self, about: str, announced: Announced, now: datetime) -> None:
        """Keep that this announcement is out and, in a log, when it went out."""
        at: Item = {"at": facts.moment(now), **_expiring(now)}
        # One transaction is one request, and asks for no permission but PutItem.
        items = (
            {**self._key(about, facts.announced_fact(announced)), "out": {"BOOL": True}, **at},
            {**self._key(about, facts.said_fact(announced, now)), **at},
        )
        with at_home():
            self._client().transact_write_items(
                TransactItems=[{"Put": {"TableName": self._table, "Item": i}} for i in items]
            )

    def retire(self, connection_id: ConnectionId, announced: Iterable[Announced]) -> None:
        """Forget announcements whose state is over, so that its return is announced again."""
        self._delete(connection_id, map(facts.announced_fact, announced))

    def record_unreachable(self, scope: Scope, reason: str, now: datetime) -> None:
        """Keep that a governed scope can't be entered."""
        item: Item = {"reason": {"S": reason}, "at": facts.moment(now)}
        self._put(str(scope), "unreachable", {**item, **_expiring(now)})

    def let_expire(self, memory: Memory, now: datetime) -> None:
        """Start the clock on every fact of a connection that has ended; close its decision."""
        # The decision is closed last: while it is open, a pass that died is made up for.
        for fact in facts.facts_of(memory):
            closing = fact == facts.DECISION
            values: dict[str, AttributeValueTypeDef] = {":then": _expiring(now)["expires_at"]}
            with at_home():
                try:
                    self._client().update_item(
                        TableName=self._table,
                        Key=self._key(memory.connection_id, fact),
                        UpdateExpression="SET expires_at = :then"
                        + (", closed = :closed" if closing else ""),
                        ConditionExpression="attribute_exists(fact)",
                        ExpressionAttributeValues=values
                        | ({":closed": {"BOOL": True}} if closing else {}),
                    )
                except ClientError as error:
                    if code_of(error) != _CONDITION_FAILED:  # forgotten meanwhile: fine
                        raise

    def _key(self, about: str, fact: str) -> "dict[str, AttributeValueTypeDef]":
        return {"connection": {"S": self._prefix + about}, "fact": {"S": fact}}

    def _owned(
        self, connection_id: ConnectionId, route: OwnedRoute
    ) -> "dict[str, AttributeValueTypeDef]":
        fact = facts.owned_fact(route.table_id, route.destination)
        return self._key(connection_id, fact) | facts.owned_item(route)

    def _put(self, about: str, fact: str, item: "Item") -> None:
        with at_home():
            self._client().put_item(TableName=self._table, Item={**self._key(about, fact), **item})

    def _delete(self, connection_id: ConnectionId, names: Iterable[str]) -> None:
        self._write({"DeleteRequest": {"Key": self._key(connection_id, name)}} for name in names)

    def _write(self, requests: "Iterable[WriteRequestTypeDef]") -> None:
        for some in batched(requests, _WRITES_A_CALL, strict=False):
            left: Mapping[str, Sequence[WriteRequestTypeDef]] = {self._table: some}
            for _ in range(_TRIES):
                with at_home():
                    answer = self._client().batch_write_item(RequestItems=left)
                left = answer.get("UnprocessedItems", {})  # type: ignore[assignment]  # as it came
                if not left:
                    break
            else:
                raise TryLaterError("DynamoDB did not take all facts")

    def _read(self, keys: "list[dict[str, AttributeValueTypeDef]]") -> "Iterator[Item]":
        left: Mapping[str, KeysAndAttributesTypeDef] = {
            self._table: {"Keys": keys, "ConsistentRead": True}
        }
        for _ in range(_TRIES):
            with at_home():
                answer = self._client().batch_get_item(RequestItems=left)
            yield from answer["Responses"].get(self._table, ())
            left = answer.get("UnprocessedKeys", {})  # type: ignore[assignment]  # as it came
            if not left:
                return
        raise TryLaterError("DynamoDB did not give all facts")


class RecallingLedger(DynamoLedger):
    """The ledger for who may only read it: what can't be entered is survey's to keep."""

    @override
    def record_unreachable(self, scope: Scope, reason: str, now: datetime) -> None:
        """Keep nothing."""


def _found(error: ClientError) -> "Item":
    """The item that a failed condition found, which the stubs do not know of."""
    return cast("Item", error.response.get("Item", {}))


def _expiring(now: datetime) -> "dict[str, AttributeValueTypeDef]":
    return {"expires_at": {"N": str(int((now + _KEPT_FOR).timestamp()))}}
