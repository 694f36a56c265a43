"""Event buses across accounts and Regions, admitted by their resource policies.

ministack delivers within one account and Region only, and reads no bus policy.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from ministack.core.arn import parse_arn
from ministack.core.iam_evaluator import caller_arn
from ministack.core.responses import (
    error_response_json,
    get_account_id,
    get_region,
    json_response,
    new_uuid,
    request_scope,
)
from ministack.services import eventbridge, sqs

from localcloud.cloudtrail.caller import Caller, Role
from localcloud.gateway.policies import (
    Request,
    resource_policy_decides,
    role_allows,
    role_trusts_events,
)

type Record = dict[str, Any]  # ministack's events, rules and targets are untyped
FORWARDED = "_Forwarded"
PUT_EVENTS = "events:PutEvents"
logger = logging.getLogger("localcloud.buses")


def connect_buses() -> None:
    """Take over delivery to buses and queues, and PutEvents."""
    invoke: Callable[..., None] = eventbridge._invoke_target  # noqa: SLF001 - no public seam
    put: Callable[..., Record] = eventbridge._put_events  # noqa: SLF001 - as above
    eventbridge._invoke_target = _invoking(invoke)  # noqa: SLF001 - as above
    eventbridge._put_events = _putting(put)  # noqa: SLF001 - as above


def _invoking(invoke: Callable[..., None]) -> Callable[..., None]:
    def to_target(target: Record, event: Record, rule: Record, view: object = None) -> None:
        spec = parse_arn(target["Arn"])
        if spec.service == "events" and spec.resource.startswith("event-bus/"):
            _forward(target, event, rule)
        elif spec.service == "sqs" and not _queue_admits(target["Arn"], rule):
            logger.warning("%s does not admit events of %s", target["Arn"], rule["Arn"])
        else:
            invoke(target, event, rule, view)

    return to_target


def _queue_admits(queue_arn: str, rule: Record) -> bool:
    return bool(
        sqs.queue_policy_allows(queue_arn, "events.amazonaws.com", rule["Arn"], get_account_id())
    )


def _forward(target: Record, event: Record, rule: Record) -> None:
    """Hand an event to another bus, envelope unchanged; a forwarded one goes no further."""
    arn = target["Arn"]
    if FORWARDED in event:
        logger.warning("%s: an event is forwarded once only", rule["Arn"])
    elif not _admits_forward(arn, target.get("RoleArn"), event, rule["Arn"]):
        logger.warning("%s does not admit what %s forwards", arn, rule["Arn"])
    else:
        _deliver(arn, {**event, FORWARDED: True})


def _admits_forward(bus_arn: str, role: str | None, event: Record, rule_arn: str) -> bool:
    caller = _forwarder(role)
    request = _put_request(bus_arn, [event], "true")
    decision = resource_policy_decides(_policy(bus_arn), caller, request)
    allowed = role_allows(caller, request)
    if decision == "Deny" or (role is not None and not role_trusts_events(role, rule_arn)):
        return False
    if parse_arn(bus_arn).account_id == caller.account_id:
        return allowed or decision == "Allow"
    return allowed and decision == "Allow"


def _forwarder(role: str | None) -> Caller:
    account = str(get_account_id())
    if role is None:
        return Caller("Root", account, "", f"arn:aws:iam::{account}:root", account)
    name = role.rsplit("/", 1)[-1]
    session = f"arn:aws:sts::{account}:assumed-role/{name}/events"
    return Caller("AssumedRole", account, "", session, "", Role(role, ""))


def _put_request(bus_arn: str, events: list[Record], forwarded: str) -> Request:
    """All of a call's events in the condition keys of events:PutEvents.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    """
    keys: dict[str, str | list[str] | None] = {
        "events:source": [str(event.get("Source", "")) for event in events],
        "events:detail-type": [str(event.get("DetailType", "")) for event in events],
        "events:eventBusInvocation": forwarded,
    }
    return Request(PUT_EVENTS, bus_arn, str(get_region()), keys)


def _policy(bus_arn: str) -> object:
    spec = parse_arn(bus_arn)
    name = spec.resource.split("/", 1)[1]
    return eventbridge._event_bus_policies.get_scoped(spec.account_id, spec.region, name)  # noqa: SLF001 - no public seam


def _deliver(bus_arn: str, event: Record) -> None:
    spec = parse_arn(bus_arn)
    name = spec.resource.split("/", 1)[1]
    with request_scope(spec.account_id, spec.region):
        if name != "default" and name not in eventbridge._event_buses:  # noqa: SLF001 - no public seam
            logger.warning("%s does not exist", bus_arn)
            return
        eventbridge._dispatch_event({**event, "EventBusName": name})  # noqa: SLF001 - as above


def _putting(put: Callable[..., Any]) -> Callable[..., Any]:
    def put_events(data: Record, allow_aws_source: bool = False) -> Any:  # noqa: FBT001, FBT002, ANN401 - ministack's signature
        entries = data.get("Entries", [])
        foreign = [entry for entry in entries if _is_foreign(entry)]
        if not foreign:
            return put(data, allow_aws_source)
        for bus in sorted({str(entry["EventBusName"]) for entry in foreign}):
            if not _admits_put(bus, [entry for entry in foreign if entry["EventBusName"] == bus]):
                return _denied(bus)
        answers = [
            _put_foreign(entry) if _is_foreign(entry) else _put_own(put, entry) for entry in entries
        ]
        failed = sum("ErrorCode" in answer for answer in answers)
        return json_response({"FailedEntryCount": failed, "Entries": answers})

    return put_events


def _is_foreign(entry: Record) -> bool:
    bus = str(entry.get("EventBusName", ""))
    return bus.startswith("arn:") and parse_arn(bus).account_id != get_account_id()


def _admits_put(bus: str, entries: list[Record]) -> bool:
    account, arn = str(get_account_id()), str(caller_arn())
    caller = Caller("Root", account, "", arn, "")
    decision = resource_policy_decides(_policy(bus), caller, _put_request(bus, entries, "false"))
    return decision == "Allow" and parse_arn(bus).region == get_region()


def _denied(bus_arn: str) -> Any:  # noqa: ANN401 - ministack's responses are untyped
    return error_response_json(
        "AccessDeniedException",
        f"User: {caller_arn()} is not authorized to perform: {PUT_EVENTS} on resource: {bus_arn} "
        "because no resource-based policy allows the events:PutEvents action",
        400,
    )


def _put_own(put: Callable[..., Any], entry: Record) -> Record:
    answer: Record = json.loads(put({"Entries": [entry]})[2])["Entries"][0]
    return answer


def _put_foreign(entry: Record) -> Record:
    if str(entry.get("Source", "")).startswith("aws."):
        return {
            "ErrorCode": "NotAuthorizedForSourceException",
            "ErrorMessage": "Not authorized for the source.",
        }
    event = {
        "EventId": new_uuid(),
        "Source": entry.get("Source", ""),
        "DetailType": entry.get("DetailType", ""),
        "Detail": entry.get("Detail", "{}"),
        "Time": int(eventbridge._now_ts()),  # noqa: SLF001 - whole seconds, as ministack's own events
        "Resources": entry.get("Resources", []),
        "Account": get_account_id(),
        "Region": get_region(),
    }
    _deliver(entry["EventBusName"], event)
    return {"EventId": event["EventId"]}
