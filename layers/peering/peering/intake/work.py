"""Our own queue messages, read back: the words are those of `peering.core.work`."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from peering.core.model import Scope
from peering.core.principals import Caller
from peering.core.work import Mention, Survey
from peering.intake.ids import (
    AccountIdText,
    ConnectionIdText,
    PrincipalText,
    RegionText,
    VpcIdText,
)
from peering.intake.shape import Shape

type _Attempt = Annotated[int, Field(ge=0, le=1000)]
type _CorrelationId = Annotated[str, Field(max_length=200)]


class _Message(Shape):
    model_config = ConfigDict(frozen=True)

    version: Annotated[int, Field(ge=1, le=1)]
    attempt: _Attempt = 0
    correlation_id: _CorrelationId = ""


class _Scope(Shape):
    account_id: AccountIdText
    region: RegionText

    @property
    def scope(self) -> Scope:
        return Scope(self.account_id, self.region)


class _Caller(Shape):
    arn: PrincipalText
    account_id: AccountIdText

    @property
    def caller(self) -> Caller:
        return Caller(self.arn, self.account_id)


class MentionMessage(_Message):
    """A connection to look at."""

    kind: Literal["mention"]
    connection_id: ConnectionIdText
    scopes: list[_Scope]
    requested_by: _Caller | None = None

    @property
    def mention(self) -> Mention:
        """The mention that was queued."""
        scopes = tuple(entry.scope for entry in self.scopes)
        caller = None if self.requested_by is None else self.requested_by.caller
        return Mention(self.connection_id, scopes, self.attempt, self.correlation_id, caller)


class SurveyMessage(_Message):
    """A scope, or a VPC in it, to look over."""

    kind: Literal["survey"]
    scope: _Scope
    vpc_id: VpcIdText | None = None

    @property
    def survey(self) -> Survey:
        """The survey that was queued."""
        return Survey(self.scope.scope, self.vpc_id, self.attempt, self.correlation_id)
