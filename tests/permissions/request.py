"""A request as the evaluator takes it, with the condition keys that AWS gives every request."""

import json
from typing import Any

from tests.permissions.ask import ORGANIZATION, Ask

STRANGER = "999900001111"  # the one account that is not the organization's


def request(ask: Ask) -> dict[str, Any]:
    """What is asked, without any policy but the session's own."""
    told: dict[str, Any] = {
        "request": {
            "principal": _principal(ask.who),
            "action": ask.action,
            "resource": {"resource": ask.on, "accountId": _account(ask)},
            "contextVariables": _always(ask) | {key: _listed(value) for key, value in ask.keys},
        },
        "serviceControlPolicies": [],
        "resourceControlPolicies": [],
    }
    if ask.session_policy:
        told["sessionPolicy"] = json.loads(ask.session_policy)
    return told


def _principal(who: str) -> str:
    if ":role/" not in who:
        return who
    account, name = who.split(":")[4], who.rpartition("/")[2]
    return f"arn:aws:sts::{account}:assumed-role/{name}/session"


def _account(ask: Ask) -> str:
    on = ask.on.split(":")
    return on[4] if len(on) > 4 else ask.who.split(":")[4]


def _organization_of(account: str) -> str:
    return "o-somebodyelse" if account == STRANGER else ORGANIZATION


def _always(ask: Ask) -> dict[str, str | list[str]]:
    on = _account(ask)
    said: dict[str, str | list[str]] = {
        "aws:SecureTransport": "true",
        "aws:ResourceAccount": on,
        "aws:ResourceOrgID": _organization_of(on),
    }
    if ask.who.startswith("arn:"):
        whose = ask.who.split(":")[4]
        said |= {
            "aws:PrincipalArn": ask.who,
            "aws:PrincipalAccount": whose,
            "aws:PrincipalOrgID": _organization_of(whose),
        }
    return said


def _listed(value: str | tuple[str, ...]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)
