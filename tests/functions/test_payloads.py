"""Every file in events/ goes through its handler, and those in foreign/ through all."""

import json
from pathlib import Path

import pytest

from tests.functions.deployed_hub import Hub
from tests.intake.examples import EVENTS, READERS, bodies, files

QUEUES = ("AcceptQueue", "RouteQueue", "SurveyQueue")
SENT = [(name, path) for name in READERS for path in files(name)]


def payload(path: Path) -> object:
    return json.loads(path.read_text())


@pytest.mark.parametrize(("name", "path"), SENT, ids=[f"{name}/{path.stem}" for name, path in SENT])
def test_a_function_does_with_every_payload_of_its_own(hub: Hub, name: str, path: Path) -> None:
    answer = hub.invoke(name, payload(path))

    assert answer == {"batchItemFailures": []}
    malformed = [body for body in bodies(path) if body.endswith('"id": ')]
    assert [body for body, _ in hub.set_aside(name)] == malformed
    assert hub.of("event.ignored") == []


@pytest.mark.parametrize("path", files("notify"), ids=lambda path: path.stem)
def test_every_announcement_is_one_message_for_its_subscribers(hub: Hub, path: Path) -> None:
    hub.invoke("notify", again(payload(path), path.stem))

    said = [json.loads(body)["detail-type"] for body in bodies(path)]
    published = hub.published()
    assert [message["MessageAttributes"]["type"]["Value"] for message in published] == said


@pytest.mark.parametrize("path", files("foreign"), ids=lambda path: path.stem)
@pytest.mark.parametrize("name", READERS)
def test_what_is_not_for_us_is_dropped_or_set_aside_with_the_reason(
    hub: Hub, name: str, path: Path
) -> None:
    (body,) = bodies(path)

    answer = hub.invoke(name, payload(path))

    assert answer == {"batchItemFailures": []}
    dropped, set_aside = hub.of("event.ignored"), hub.set_aside(name)
    assert len(dropped) + len(set_aside) == 1
    if set_aside:
        ((kept, reason),) = set_aside
        assert kept == body
        assert reason
    else:
        assert dropped[0]["reason"]
        assert not (name == "accept" and path.stem.startswith("malformed-"))
    assert [hub.queued(queue) for queue in QUEUES] == [0, 0, 0]
    assert (hub.announced(), hub.published()) == ([], [])


def test_the_schedule_queues_a_survey_of_every_governed_scope(hub: Hub) -> None:
    hub.invoke("sweep", payload(EVENTS / "sweep" / "scheduled.json"))

    surveys = [json.loads(message["Body"]) for message in hub.taken("SurveyQueue")]
    assert sorted(tuple(survey["scope"].values()) for survey in surveys) == [
        ("111122223333", "eu-west-1"),
        ("111122223333", "us-east-1"),
        ("444455556666", "eu-west-1"),
        ("444455556666", "us-east-1"),
    ]
    assert {survey["correlation_id"] for survey in surveys} == {
        "c2ad4a3d-7a3f-4a8a-8b1f-2f3a1b0c9d8e"
    }


def again(event: object, mark: str) -> object:
    """The same payload in messages of its own, so that they count as new."""
    said = json.loads(json.dumps(event))
    for number, record in enumerate(said["Records"]):
        body = json.loads(record["body"]) | {"id": f"{mark}-{number}"}
        record["body"] = json.dumps(body)
    return said
