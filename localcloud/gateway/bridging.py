"""Replaces the parts of ministack's EventBridge that stop at the account or Region."""

import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping

from ministack.core.iam_evaluator import caller_arn
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import eventbridge

from localcloud.gateway import buses
from localcloud.gateway.settings import Settings

type Answer = tuple[int, dict[str, str], bytes]
logger = logging.getLogger("localcloud.buses")
FORWARDED = "_Forwarded"


class Bridging:
    """Event-bus targets and PutEvents beyond the request's own account and Region."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._put_here: Callable[..., Answer] = eventbridge._put_events  # noqa: SLF001 - wrapped below

    def invoke_bus(
        self,
        target: Mapping[str, str],
        event: Mapping[str, object],
        rule: Mapping[str, object],
    ) -> None:
        """Forward a matched event as a rule's target does: one hop, the envelope untouched.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
        """
        bus, role = target["Arn"], target.get("RoleArn", "")
        own = f"arn:aws:iam::{get_account_id()}:root"
        if event.get(FORWARDED):
            self._drop(rule, bus, "it has been forwarded once already")
        elif not buses.exists(bus):
            self._drop(rule, bus, "there is no such bus")
        elif buses.is_elsewhere(bus) and not buses.role_may_forward(role, bus, str(rule.get("Arn", ""))):
            self._drop(rule, bus, f"the target's role {role!r} may not put events there")
        elif not buses.bus_admits(self._settings, bus, role or own, event, forwarded=True):
            self._drop(rule, bus, "the bus's policy does not admit it")
        else:
            buses.dispatch(bus, {**event, FORWARDED: True})

    def _drop(self, rule: Mapping[str, object], bus: str, reason: str) -> None:
        logger.warning("rule %s: event not forwarded to %s: %s", rule.get("Name"), bus, reason)

    def put_events(self, data: Mapping[str, object], *, allow_aws_source: bool = False) -> Answer:
        """PutEvents; entries for a bus of another account need that bus's policy to allow them."""
        entries = data.get("Entries")
        listed = entries if isinstance(entries, list) else []
        away = [e for e in listed if buses.is_elsewhere(str(e.get("EventBusName", "")))]
        if not away:
            return self._put_here(data, allow_aws_source=allow_aws_source)
        for entry in away:
            bus = str(entry["EventBusName"])
            if not self._may_put(bus, entry):
                return _denied(bus)
        return self._put_each(listed, allow_aws_source=allow_aws_source)

    def _may_put(self, bus: str, entry: Mapping[str, object]) -> bool:
        return buses.exists(bus) and buses.bus_admits(
            self._settings, bus, caller_arn(), entry, forwarded=False
        )

    def _put_each(self, entries: list[dict[str, object]], *, allow_aws_source: bool) -> Answer:
        results: list[dict[str, object]] = []
        for entry in entries:
            if buses.is_elsewhere(str(entry.get("EventBusName", ""))):
                results.append(_put_away(entry))
            else:
                _, _, body = self._put_here({"Entries": [entry]}, allow_aws_source=allow_aws_source)
                results.extend(json.loads(body)["Entries"])
        failed = sum("ErrorCode" in result for result in results)
        answer: Answer = json_response({"FailedEntryCount": failed, "Entries": results})
        return answer


def _put_away(entry: Mapping[str, object]) -> dict[str, object]:
    if str(entry.get("Source", "")).startswith("aws."):
        reason = "Not authorized for the source."
        return {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": reason}
    bus, event_id = str(entry["EventBusName"]), str(uuid.uuid4())
    event = {
        "EventId": event_id,
        "Source": entry.get("Source", ""),
        "DetailType": entry.get("DetailType", ""),
        "Detail": entry.get("Detail", "{}"),
        "Time": int(time.time()),
        "Resources": entry.get("Resources", []),
        "Account": get_account_id(),
        "Region": get_region(),
    }
    buses.dispatch(bus, event)
    return {"EventId": event_id}


def _denied(bus: str) -> Answer:
    answer: Answer = error_response_json(
        "AccessDeniedException",
        f"User: {caller_arn()} is not authorized to perform: events:PutEvents on resource: {bus} "
        "because no resource-based policy allows the events:PutEvents action",
        400,
    )
    return answer
