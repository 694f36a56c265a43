"""An order is believed as far as AWS and the schema vouch for it, and no further."""

import base64
import json
from typing import Any

import pytest

from peering.core.deciding import Deed, Order
from peering.core.model import AccountId, ConnectionId, Region, Scope
from peering.core.principals import Caller
from peering.intake.malformed import MalformedError
from peering.intake.orders import order_in
from tests.intake.examples import EVENTS

BOB = Caller(
    "arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Network_0123456789abcdef/"
    "bob@example.com",
    AccountId("444455556666"),
)
PCX = "pcx-0123456789abcdef0"
SEEN = "0123456789abcdef0123456789abcdef"


def event(name: str = "approve", /, **order: object) -> dict[str, Any]:
    """A function URL's event; *order* is its body, if there is one."""
    found: dict[str, Any] = json.loads((EVENTS / f"decide/{name}.json").read_text())
    return found | ({"body": json.dumps(order)} if order else {})


def test_who_orders_what_is_read_from_where_aws_puts_it() -> None:
    assert order_in(event()) == Order(
        Deed.APPROVE,
        BOB,
        ConnectionId(PCX),
        Scope(AccountId("444455556666"), Region("eu-west-1")),
        "ticket 12",
        SEEN,
        "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
    )


def test_a_freeze_names_no_connection() -> None:
    order = order_in(event("freeze"))
    assert (order.deed, order.connection_id, order.reason) == (Deed.FREEZE, None, "an outage")


def test_what_is_encoded_is_read_all_the_same() -> None:
    plain = event()
    encoded = base64.b64encode(plain["body"].encode()).decode()
    assert order_in(plain | {"body": encoded, "isBase64Encoded": True}) == order_in(plain)


@pytest.mark.parametrize(
    "order",
    [
        {"action": "approve", "connection": PCX, "shown": SEEN},
        {"action": "approve", "connection": PCX, "reason": "  ", "shown": SEEN},
        {"action": "approve", "connection": PCX, "reason": "a\nb", "shown": SEEN},
        {"action": "approve", "connection": PCX, "reason": "ticket 12"},
        {"action": "approve", "reason": "ticket 12", "shown": SEEN},
        {"action": "approve", "connection": "pcx-1", "reason": "r", "shown": SEEN},
        {"action": "show", "connection": PCX, "shown": SEEN},
        {"action": "show"},
        {"action": "freeze"},
        {"action": "freeze", "reason": "r", "connection": PCX},
        {"action": "delete", "connection": PCX},
        {"action": "show", "connection": PCX, "by": "arn:aws:iam::444455556666:user/root"},
        {"action": "show", "connection": PCX, "scope": "anywhere"},
    ],
    ids=str,
)
def test_what_is_not_a_whole_order_is_refused_in_words(order: dict[str, object]) -> None:
    with pytest.raises(MalformedError, match=r"^\$\.body"):
        order_in(event(**order))


@pytest.mark.parametrize(
    "authorizer", [None, {}, {"iam": None}, {"iam": {"userArn": "bob", "accountId": "1"}}]
)
def test_whom_aws_does_not_vouch_for_orders_nothing(authorizer: object) -> None:
    found = event()
    found["requestContext"]["authorizer"] = authorizer
    with pytest.raises(MalformedError, match="authorizer"):
        order_in(found)


@pytest.mark.parametrize("body", ["", "{", "[]", "null"])
def test_a_body_that_is_no_object_is_refused(body: str) -> None:
    with pytest.raises(MalformedError):
        order_in(event() | {"body": body})
