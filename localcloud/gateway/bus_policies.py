"""Keeps the whole policy of a bus, which ministack drops from templates and PutPermission."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import json_response
from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

type Record = dict[str, Any]  # ministack's requests and resources are untyped


def keep_bus_policies() -> None:
    """Keep `Policy` of AWS::Events::EventBus and of PutPermission as the bus's own policy."""
    permit: Callable[..., Any] = eventbridge._put_permission  # noqa: SLF001 - no public seam
    eventbridge._put_permission = _permitting(permit)  # noqa: SLF001 - as above
    bus = provisioners._RESOURCE_HANDLERS["AWS::Events::EventBus"]  # noqa: SLF001 - as above
    bus.update(create=_created(bus["create"]), update=_updated(bus["update"]))


def _created(create: Callable[..., Any]) -> Callable[..., Any]:
    def with_policy(logical_id: str, props: Record, stack_name: str) -> Any:  # noqa: ANN401 - ministack's signature
        answer = create(logical_id, props, stack_name)
        _keep_policy(answer[0], props)
        return answer

    return with_policy


def _updated(update: Callable[..., Any]) -> Callable[..., Any]:
    def with_policy(bus: str, old: Record, new: Record, stack_name: str) -> Any:  # noqa: ANN401 - ministack's signature
        answer = update(bus, old, new, stack_name)
        _keep_policy(answer[0], new)
        return answer

    return with_policy


def _permitting(permit: Callable[..., Any]) -> Callable[..., Any]:
    def put_permission(data: Record) -> Any:  # noqa: ANN401 - ministack's signature
        if "Policy" not in data:
            return permit(data)
        _keep_policy(data.get("EventBusName", "default"), {"Policy": json.loads(data["Policy"])})
        return json_response({})

    return put_permission


def _keep_policy(bus: str, props: Record) -> None:
    if "Policy" in props:
        eventbridge._event_bus_policies[bus] = props["Policy"]  # noqa: SLF001 - no public seam
    else:
        eventbridge._event_bus_policies.pop(bus, None)  # noqa: SLF001 - as above
