"""notify: each announcement is published once, unless it has to be published again."""

import json
from typing import Any

import pytest

from peering.aws import clients
from tests.functions.deployed_hub import Context, Hub, forget
from tests.intake.examples import EVENTS


def delivered(mark: str) -> Any:  # noqa: ANN401 # JSON
    """A payload of one announcement, in a message of its own."""
    event = json.loads((EVENTS / "notify" / "held.json").read_text())
    (record,) = event["Records"]
    record["body"] = json.dumps(json.loads(record["body"]) | {"id": mark})
    return event


def test_what_is_delivered_twice_is_published_once(hub: Hub) -> None:
    first = hub.invoke("notify", delivered("twice"))
    second = hub.invoke("notify", delivered("twice"))

    assert (first, second) == ({"batchItemFailures": []},) * 2
    assert len(hub.published()) == 1


def test_what_another_environment_has_published_is_not_published_again(hub: Hub) -> None:
    hub.invoke("notify", delivered("elsewhere"))
    forget()
    hub.invoke("notify", delivered("elsewhere"))

    assert len(hub.published()) == 1


def test_the_same_state_announced_anew_is_published_anew(hub: Hub) -> None:
    hub.invoke("notify", delivered("in spring"))
    hub.invoke("notify", delivered("in autumn"))

    assert len(hub.published()) == 2


def test_what_could_not_be_published_is_published_by_the_next_delivery(hub: Hub) -> None:
    with hub.told("PEERING_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:gone"):
        failed = hub.invoke("notify", delivered("refused"))
    hub.invoke("notify", delivered("refused"))

    assert len(failed["batchItemFailures"]) == 1
    assert len(hub.published()) == 1


class KilledError(BaseException):
    """Lambda's end of an invocation, which nothing in it can catch."""


def killed(**_: object) -> None:
    raise KilledError


def test_what_an_invocation_that_died_had_in_hand_is_published_by_the_next_delivery(
    hub: Hub,
) -> None:
    calls = clients.sns().meta.events
    calls.register("before-call.sns.Publish", killed)
    with pytest.raises(KilledError):
        hub.invoke("notify", delivered("killed"), Context(remaining=0))
    calls.unregister("before-call.sns.Publish", killed)

    assert hub.invoke("notify", delivered("killed")) == {"batchItemFailures": []}
    assert len(hub.published()) == 1
