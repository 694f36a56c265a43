"""From a function URL's event to a person's order: who, as AWS verified it, and what.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
"""

import base64
import binascii
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from peering.core.deciding import Deed, Order
from peering.core.model import AccountId, Region, Scope
from peering.core.principals import Caller
from peering.intake.ids import AccountIdText, ConnectionIdText, PrincipalText
from peering.intake.malformed import MalformedError, parse, validated
from peering.intake.shape import Shape

LONGEST_REASON = 1000
_CONNECTIONLESS = frozenset({"freeze", "unfreeze"})
_REASONED = frozenset({"approve", "reject", "freeze", "unfreeze"})

type ReasonText = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=LONGEST_REASON,
        pattern=r"^[^\x00-\x1f\x7f]*$",
    ),
]
type ScopeText = Annotated[str, Field(pattern=r"^[0-9]{12}/[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$")]


class _Iam(Shape):
    user_arn: PrincipalText = Field(alias="userArn")
    account_id: AccountIdText = Field(alias="accountId")


class _Authorizer(Shape):
    iam: _Iam


class _Context(Shape):
    authorizer: _Authorizer
    request_id: str = Field(alias="requestId", min_length=1, max_length=200)


class UrlEvent(Shape):
    """As much of a function URL's event as is believed; with AWS_IAM, AWS fills in the rest."""

    version: Literal["2.0"]
    context: _Context = Field(alias="requestContext")
    body: str = Field(default="", max_length=10_000)
    is_base64_encoded: bool = Field(default=False, alias="isBase64Encoded")


class OrderBody(Shape):
    """What a person sends. Anything else in it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Literal["show", "approve", "reject", "apply", "freeze", "unfreeze"]
    connection: ConnectionIdText | None = None
    scope: ScopeText | None = None
    reason: ReasonText | None = None
    shown: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.connection is None) != (self.action in _CONNECTIONLESS):
            raise ValueError("a freeze names no connection, everything else names one")
        if (self.reason is None) == (self.action in _REASONED):
            raise ValueError("a decision needs a reason, and nothing else has one")
        if (self.shown is None) == (self.action in {"approve", "reject"}):
            raise ValueError("approve and reject say what was shown, and nothing else does")
        return self


def order_in(event: object) -> Order:
    """Read who orders what. Raises MalformedError, and nothing else."""
    url = validated(UrlEvent, event)
    body = validated(OrderBody, parse(_text(url)), "$.body")
    iam = url.context.authorizer.iam
    return Order(
        deed=Deed(body.action),
        by=Caller(iam.user_arn, iam.account_id),
        connection_id=body.connection,
        scope=_scope(body.scope),
        reason=body.reason or "",
        shown=body.shown or "",
        correlation_id=url.context.request_id,
    )


def _text(url: UrlEvent) -> str:
    if not url.is_base64_encoded:
        return url.body
    try:
        return base64.b64decode(url.body, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise MalformedError(f"$.body: not the base64 that it is said to be ({error}).") from error


def _scope(text: str | None) -> Scope | None:
    if text is None:
        return None
    account, _, region = text.partition("/")
    return Scope(AccountId(account), Region(region))
