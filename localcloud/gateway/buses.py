"""Event buses that deliver across accounts and Regions, guarded by their resource policies."""

import json
from collections.abc import Mapping

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.iam_evaluator import EvalContext, evaluate, evaluate_resource_policy
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import eventbridge

from localcloud.gateway.roles import role_at
from localcloud.gateway.settings import Settings

type Entry = Mapping[str, object]


def bus_admits(
    settings: Settings, bus: str, principal: str, event: Entry, *, forwarded: bool
) -> bool:
    """Whether a bus takes this event from this principal.

    `forwarded` is true for a rule's target and false for PutEvents
    (`events:eventBusInvocation`). Principals of the bus's own account need no policy.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
    """
    arn = parse_arn(bus)
    name = arn.resource.split("/", 1)[1]
    policy = eventbridge._event_bus_policies.get_scoped(arn.account_id, arn.region, name)  # noqa: SLF001 - read across accounts
    account = principal.split(":")[4]
    context = EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole" if ":role/" in principal else "Root",
        principal_account=account,
        action="events:PutEvents",
        resource_arn=bus,
        region=arn.region,
        service_context=_keys(settings, account, event, forwarded=forwarded),
    )
    decision = str(evaluate_resource_policy(policy, context).decision)
    return decision != "Deny" if account == arn.account_id else decision == "Allow"


def _keys(
    settings: Settings, account: str, event: Entry, *, forwarded: bool
) -> dict[str, str | None]:
    return {
        "events:source": str(event.get("Source", "")),
        "events:detail-type": str(event.get("DetailType", "")),
        "events:eventbusinvocation": "true" if forwarded else "false",
        "aws:principalorgid": settings.organization.of(account),
        "aws:principalaccount": account,
    }


def role_may_forward(role_arn: str, bus: str, rule_arn: str) -> bool:
    """Whether a rule's role trusts EventBridge and may put events on the bus."""
    role = role_at(role_arn) if role_arn else None
    if role is None or not role.trusts("events.amazonaws.com", rule_arn):
        return False
    context = EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=role_arn.split(":")[4],
        action="events:PutEvents",
        resource_arn=bus,
        region=bus.split(":")[3],
    )
    return bool(evaluate(context, role.policies).decision == "Allow")


def exists(bus: str) -> bool:
    """Whether there is a bus with that ARN."""
    try:
        arn = parse_arn(bus)
    except ArnParseError:
        return False
    prefix, _, name = arn.resource.partition("/")
    if prefix != "event-bus":
        return False
    return name == "default" or bool(
        eventbridge._event_buses.get_scoped(arn.account_id, arn.region, name)  # noqa: SLF001 - read across accounts
    )


def is_elsewhere(bus: str) -> bool:
    """Whether a bus is named by an ARN of another account or Region than the request's."""
    if not bus.startswith("arn:"):
        return False
    _, _, _, region, account, *_ = bus.split(":", 5)
    return (account, region) != (get_account_id(), get_region())


def dispatch(bus: str, event: Entry) -> None:
    """Run the rules of a bus on an event whose envelope stays as it is."""
    arn = parse_arn(bus)
    name = arn.resource.split("/", 1)[1]
    arrived = {**event, "EventBusName": name}
    with request_scope(arn.account_id, arn.region):
        eventbridge._events_log_list().append(arrived)  # noqa: SLF001 - as _put_events does
        eventbridge._dispatch_event(arrived)  # noqa: SLF001 - as _put_events does
        eventbridge._archive_event(arrived)  # noqa: SLF001 - as _put_events does


def keep_policy(bus_name: str, policy: object) -> None:
    """Set or, given nothing, remove a bus's policy in the request's account and Region."""
    policies = eventbridge._event_bus_policies  # noqa: SLF001 - PutPermission takes no whole policy
    if policy:
        policies[bus_name] = json.loads(policy) if isinstance(policy, str) else policy
    else:
        policies.pop(bus_name, None)
