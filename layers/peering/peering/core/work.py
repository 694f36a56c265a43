"""The work that the functions queue for each other, and its words on the queue.

What is queued only names something to look at, so a message may come late, twice or never.
"""

import json
from dataclasses import dataclass

from peering.core.model import ConnectionId, Scope, VpcId
from peering.core.principals import Caller

VERSION = 1


@dataclass(frozen=True, slots=True)
class Mention:
    """A reason to look at a connection, and where it may be visible. Never a command.

    `attempt` counts how often the work was put back because EC2 was not ready. `requested_by` is
    who made the request, where its record told.
    """

    connection_id: ConnectionId
    scopes: tuple[Scope, ...]
    attempt: int = 0
    correlation_id: str = ""
    requested_by: Caller | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """A reason to compare a whole scope, or one VPC in it, with what ought to be."""

    scope: Scope
    vpc_id: VpcId | None = None
    attempt: int = 0
    correlation_id: str = ""


def encode(mention: Mention) -> str:
    """Write a mention as a queue message; `peering.intake.events` reads it back."""
    return json.dumps(
        {
            "kind": "mention",
            "version": VERSION,
            "connection_id": mention.connection_id,
            "scopes": [_scope(scope) for scope in mention.scopes],
            "attempt": mention.attempt,
            "correlation_id": mention.correlation_id,
            "requested_by": _caller(mention.requested_by),
        }
    )


def encode_survey(survey: Survey) -> str:
    """Write a survey as a queue message; `peering.intake.events` reads it back."""
    return json.dumps(
        {
            "kind": "survey",
            "version": VERSION,
            "scope": _scope(survey.scope),
            "vpc_id": survey.vpc_id,
            "attempt": survey.attempt,
            "correlation_id": survey.correlation_id,
        }
    )


def _scope(scope: Scope) -> dict[str, str]:
    return {"account_id": scope.account_id, "region": scope.region}


def _caller(caller: Caller | None) -> dict[str, str] | None:
    return None if caller is None else {"arn": caller.arn, "account_id": caller.account_id}
