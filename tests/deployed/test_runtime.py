"""Every function as it was built, in Lambda's own runtime interface, with every event file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.places import DATA, EAST, SHARED, WEST
from localcloud.runtime import missing
from peering.core.model import AccountId, ConnectionId, Region, Scope
from peering.core.work import encode
from peering.ports import Mention
from tests.deployed.runtime_hub import RuntimeHub, runtime_hub
from tests.functions.test_batches import batch
from tests.functions.test_payloads import SENT, again, payload
from tests.intake.examples import EVENTS, READERS, bodies, files
from tests.localcloud.ec2_peers import Peers

pytestmark = [pytest.mark.deployed, pytest.mark.skipif(bool(missing()), reason=missing())]

QUEUES = ("AcceptQueue", "RouteQueue", "SurveyQueue")


@pytest.fixture(scope="module")
def _hub(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RuntimeHub]:
    with runtime_hub(built.parent, tmp_path_factory.mktemp("runtime")) as hub:
        yield hub


@pytest.fixture
def hub(_hub: RuntimeHub) -> RuntimeHub:
    _hub.clear()
    return _hub


@pytest.mark.parametrize(("name", "path"), SENT, ids=[f"{name}/{path.stem}" for name, path in SENT])
def test_a_function_answers_every_payload_of_its_own(
    hub: RuntimeHub, name: str, path: Path
) -> None:
    answer = hub.invoke(name, payload(path))

    assert answer == {"batchItemFailures": []}
    malformed = [body for body in bodies(path) if body.endswith('"id": ')]
    assert [body for body, _ in hub.set_aside(name)] == malformed
    assert hub.of("event.ignored") == []


@pytest.mark.parametrize("path", files("notify"), ids=lambda path: path.stem)
def test_every_announcement_is_published(hub: RuntimeHub, path: Path) -> None:
    hub.invoke("notify", again(payload(path), path.stem))

    said = [json.loads(body)["detail-type"] for body in bodies(path)]
    published = [message["MessageAttributes"]["type"]["Value"] for message in hub.published()]
    assert published == said


@pytest.mark.parametrize("path", files("foreign"), ids=lambda path: path.stem)
def test_what_is_not_for_a_function_is_dropped_or_set_aside_with_the_reason(
    hub: RuntimeHub, path: Path
) -> None:
    (body,) = bodies(path)
    for name in READERS:
        assert hub.invoke(name, payload(path)) == {"batchItemFailures": []}

        dropped, set_aside = hub.of("event.ignored"), hub.set_aside(name)
        assert len(dropped) + len(set_aside) == 1
        for kept, reason in set_aside:
            assert kept == body
            assert reason
        assert all(line["reason"] for line in dropped)
        assert not (dropped and name == "accept" and path.stem.startswith("malformed-"))
        hub.pass_over()
    assert [hub.queued(queue) for queue in QUEUES] == [0, 0, 0]
    assert (hub.announced(), hub.published()) == ([], [])


def test_what_is_no_batch_at_all_is_an_error_that_says_what_was_expected(hub: RuntimeHub) -> None:
    answer = hub.invoke("accept", {"detail-type": "Scheduled Event"})

    assert answer["errorType"] == "UnexpectedBatchTypeError"
    assert "SQS" in answer["errorMessage"]
    assert [hub.queued(queue) for queue in QUEUES] == [0, 0, 0]


def test_the_schedule_queues_a_survey_of_every_governed_scope(hub: RuntimeHub) -> None:
    hub.invoke("sweep", payload(EVENTS / "sweep" / "scheduled.json"))

    surveys = [json.loads(message["Body"]) for message in hub.taken("SurveyQueue")]
    assert len({tuple(survey["scope"].values()) for survey in surveys}) == len(surveys) == 6


def test_a_request_is_accepted_and_routed_on_both_sides(hub: RuntimeHub) -> None:
    requester = hub.server.end("10.20.0.0/16", DATA, EAST)
    accepter = hub.server.end("10.40.0.0/16", SHARED, WEST)
    tags = [{"Key": "peering", "Value": "open"}]
    accepter.client.create_tags(Resources=[accepter.vpc_id], Tags=tags)  # type: ignore[arg-type]
    pcx = Peers(requester, accepter).request()
    work = encode(Mention(ConnectionId(pcx), (Scope(AccountId(SHARED), Region(WEST)),)))

    assert hub.invoke("accept", batch(work)) == {"batchItemFailures": []}
    assert accepter.status(pcx) == "active"
    assert hub.invoke("route", batch(work)) == {"batchItemFailures": []}

    for side, destination in ((requester, "10.40.0.0/16"), (accepter, "10.20.0.0/16")):
        route = side.route(destination)
        assert route
        assert route.get("VpcPeeringConnectionId") == pcx
    types = [event["detail-type"] for event in hub.announced()]
    assert types == ["Peering Accepted", "Peering Routed"]
