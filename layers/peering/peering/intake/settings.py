"""What each function is told by its environment: one model a function, read on first use."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import ConfigDict, Field, ValidationError

from peering.core.announcing import Mode
from peering.intake.shape import Shape

type _Word = Annotated[str, Field(min_length=1)]
type _QueueUrl = Annotated[str, Field(pattern=r"^https?://[^ ]+$")]


class SettingsError(ValueError):
    """The environment lacks something: the sentence names every variable that is wrong."""


class _Settings(Shape):
    model_config = ConfigDict(
        alias_generator=lambda name: f"PEERING_{name.upper()}", frozen=True, use_enum_values=True
    )

    function_name: str = Field(default="vpc-peering", alias="POWERTOOLS_SERVICE_NAME")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Take the variables that this function uses. Raises SettingsError."""
        try:
            return cls.model_validate(dict(environ))
        except ValidationError as error:
            wrong = "; ".join(
                f"{first['loc'][0]} is not set"
                if first["type"] == "missing"
                else f"{first['loc'][0]} is {first['input']!r}, but {first['msg'].lower()}"
                for first in error.errors(include_url=False, include_context=False)
            )
            raise SettingsError(
                f"{wrong}: look at this function's Environment in template.yaml."
            ) from error


class LookingSettings(_Settings):
    """How governed accounts are entered. `{account}` in the role's ARN is to be filled in."""

    mode: Mode
    approvals_file: Path
    ledger_table: _Word
    decisions_table: _Word
    role_arn: str = Field(
        pattern=r"^arn:[a-z-]+:iam::\{account\}:role/([^ /]+/)*[^ /]+-(accept|route|operator)$"
    )
    external_id: _Word
    route_queue_url: _QueueUrl


class MemberSettings(LookingSettings):
    """What functions that look, and may act, are told."""

    bus_name: _Word
    dead_letter_queue_url: _QueueUrl

    @property
    def own_roles(self) -> frozenset[str]:
        """The names of both member roles: what they did sets nothing off."""
        prefix = self.role_arn.rpartition("/")[2].rpartition("-")[0]
        return frozenset({f"{prefix}-accept", f"{prefix}-route"})


class AcceptSettings(MemberSettings):
    """What accept is told."""

    accept_queue_url: _QueueUrl


class RouteSettings(MemberSettings):
    """What route is told."""


class SurveySettings(MemberSettings):
    """What survey is told."""

    accept_queue_url: _QueueUrl
    survey_queue_url: _QueueUrl


class DecideSettings(LookingSettings):
    """What decide is told."""

    accept_queue_url: _QueueUrl
    survey_queue_url: _QueueUrl


class NotifySettings(_Settings):
    """What notify is told."""

    ledger_table: _Word
    topic_arn: str = Field(pattern=r"^arn:[a-z-]+:sns:[^: ]+:[0-9]{12}:[^: ]+$")
    dead_letter_queue_url: _QueueUrl


class SweepSettings(_Settings):
    """What sweep is told."""

    approvals_file: Path
    survey_queue_url: _QueueUrl
