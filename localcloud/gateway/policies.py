"""Asks ministack's IAM what AWS's would be asked, with the condition keys that AWS gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import iam

from localcloud.cloudtrail.caller import Caller
from localcloud.gateway.settings import Settings

EVENTS = "events.amazonaws.com"

type Keys = Mapping[str, str | list[str] | None]


def fill_condition_keys_like_aws(settings: Settings) -> None:
    """Give global condition keys the values that they would have in AWS.

    Of a session, ministack gives the session's ARN as aws:PrincipalArn, AWS its role's; ministack
    knows no organization of several accounts; and loopback stands for TLS here.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    resolve: Callable[[str, Any], object] = iam_evaluator._resolve_condition_key  # noqa: SLF001 - no public seam

    def resolved(key: str, context: Any) -> object:  # noqa: ANN401 - ministack has no types
        match key.lower():
            case "aws:principalarn":
                return role_arn(str(resolve(key, context)))
            case "aws:principalorgid":
                return settings.organization.of(context.principal_account)
            case "aws:resourceorgid":
                return settings.organization.of(str(resolve("aws:ResourceAccount", context)))
            case "aws:securetransport":
                return "true"
            case _:
                return resolve(key, context)

    iam_evaluator._resolve_condition_key = resolved  # noqa: SLF001 - as above


def role_arn(principal: str) -> str:
    """The role's ARN for a session's, and any other ARN as it is."""
    if ":assumed-role/" not in principal:
        return principal
    partition, account = principal.split(":")[1], principal.split(":")[4]
    return f"arn:{partition}:iam::{account}:role/{principal.split('/')[1]}"


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks leave for: an action on a resource, under condition keys."""

    action: str
    resource: str
    region: str
    keys: Keys


def resource_policy_decides(policy: object, caller: Caller, request: Request) -> str:
    """`Allow`, `Deny` or `ImplicitDeny`, by the policy on the resource alone."""
    return str(iam_evaluator.evaluate_resource_policy(policy, _context(caller, request)).decision)


def role_allows(caller: Caller, request: Request) -> bool:
    """Whether a role's own policies allow an action; False for what is not a role's session."""
    if caller.role is None:
        return False
    policies = iam_evaluator._gather_role_policies(caller.role.name, caller.account_id)  # noqa: SLF001 - no public seam
    return bool(iam_evaluator.evaluate(_context(caller, request), policies).decision == "Allow")


def role_trusts_events(role_arn: str, rule_arn: str) -> bool:
    """Whether EventBridge may assume a role to deliver for a rule.

    ministack's own reading of trust policies lets any AWS service's name match.
    """
    account = role_arn.split(":")[4]
    role = iam._roles.get_scoped(account, None, role_arn.rsplit("/", 1)[-1])  # noqa: SLF001 - across accounts
    if role is None:
        return False
    context = iam_evaluator.EvalContext(
        principal_arn=EVENTS,
        principal_type="Service",
        principal_account="",
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region="",
        service_context={"aws:sourceaccount": rule_arn.split(":")[4], "aws:sourcearn": rule_arn},
    )
    trust = role.get("AssumeRolePolicyDocument", "{}")
    decision = iam_evaluator.evaluate_resource_policy(trust, context, service=EVENTS).decision
    return bool(decision == "Allow")


def session_allows(caller: Caller, request: Request) -> bool:
    """Whether everything that limits a signed request (policies, boundary, session) allows it."""
    principal = iam_evaluator.resolve_principal(caller.access_key_id, caller.account_id)
    if isinstance(principal, iam_evaluator.AuthError):
        return False
    if principal.policies is None:
        return True
    context = _context(caller, request)
    context.principal_keys = principal.keys
    decision = iam_evaluator.evaluate(context, principal.policies, *principal.limits).decision
    return bool(decision == "Allow")


def _context(caller: Caller, request: Request) -> Any:  # noqa: ANN401 - ministack has no types
    return iam_evaluator.EvalContext(
        principal_arn=caller.arn,
        principal_type="AssumedRole" if caller.role else "User",
        principal_account=caller.account_id,
        action=request.action,
        resource_arn=request.resource,
        region=request.region,
        service_context={"aws:tagkeys": None, **{k.lower(): v for k, v in request.keys.items()}},
    )
