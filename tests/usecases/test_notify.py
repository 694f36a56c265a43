"""notify: one message an announcement, of a size and in the words that each subscriber takes."""

import json
from dataclasses import asdict, replace

import pytest

from peering.core.announcements import (
    Announcement,
    PeeringAccepted,
    PeeringCleaned,
    PeeringRouteConflict,
)
from peering.core.contents import LeftToDo
from peering.core.messages import subject, text
from peering.notify import Notify, message
from tests.core.announced import BETWEEN, EACH, PCX, huge
from tests.world import World

QUOTED = PeeringAccepted(
    connection=BETWEEN,
    decided_by="\U0001f600",
    grounds=tuple('"\\' * 490 + "é" for _ in range(400)),
)
HUGE = [*map(huge, EACH), QUOTED]


def size(announcement: Announcement) -> int:
    """What SNS counts: the message as it is sent, in UTF-8, and its attributes."""
    said = message(announcement)
    attributes = sum(len(n) + len("String") + len(v) for n, v in said.attributes.items())
    return len(json.dumps(dict(said.bodies)).encode()) + len(said.subject) + attributes


def test_an_announcement_is_one_message_and_one_line_of_the_log() -> None:
    world = World()
    for announcement in EACH:
        Notify(world.topic, world.reporter)(announcement)

    assert world.topic.messages == [message(announcement) for announcement in EACH]
    told = world.reporter.of("message.published")
    assert [fields["type"] for fields in told] == [announcement.type for announcement in EACH]


@pytest.mark.parametrize("announcement", EACH, ids=lambda a: a.type)
def test_machines_read_json_and_people_read_words(announcement: Announcement) -> None:
    bodies = message(announcement).bodies
    assert set(bodies) == {"default", "email", "https"}
    machine = json.loads(bodies["default"])
    assert machine == json.loads(json.dumps(asdict(announcement))) | {
        "type": announcement.type,
        "text": text(announcement),
    }
    assert bodies["email"] == text(announcement)


@pytest.mark.parametrize("announcement", EACH, ids=lambda a: a.type)
def test_a_chat_gets_its_own_format_in_one_thread_a_connection(announcement: Announcement) -> None:
    """https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html."""
    chat = json.loads(message(announcement).bodies["https"])
    assert (chat["version"], chat["source"]) == ("1.0", "custom")
    left: tuple[LeftToDo, ...] = getattr(announcement, "left_to_do", ())
    steps = {"nextSteps": [f"{todo.what}: `{todo.command}`" for todo in left]} if left else {}
    assert chat["content"] == {
        "textType": "client-markdown",
        "title": subject(announcement),
        "description": text(announcement),
        **steps,
    }
    assert chat["metadata"] == {
        "threadId": announcement.about,
        "summary": subject(announcement),
        "eventType": announcement.type,
    }


@pytest.mark.parametrize("announcement", HUGE, ids=lambda a: a.type)
def test_a_chat_is_told_no_more_than_it_takes(announcement: Announcement) -> None:
    content = json.loads(message(announcement).bodies["https"])["content"]
    assert len(content["title"]) <= 250
    assert len(content["description"]) <= 8000
    assert len(content.get("nextSteps", ())) <= 10
    assert all(len(step) <= 350 for step in content.get("nextSteps", ()))


@pytest.mark.parametrize("announcement", [*EACH, *HUGE], ids=lambda a: a.type)
def test_sns_takes_it_whatever_there_is_to_say(announcement: Announcement) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_Publish.html."""
    said = message(announcement)
    assert size(announcement) < 256 * 1024
    assert 0 < len(said.subject) <= 100
    assert said.subject.isascii()
    assert said.subject.isprintable()
    assert all(said.attributes.values())
    assert all(said.bodies.values())


@pytest.mark.parametrize("announcement", HUGE, ids=lambda a: a.type)
def test_even_what_is_cut_says_what_happened_to_what(announcement: Announcement) -> None:
    said = message(announcement)
    machine = json.loads(said.bodies["default"])
    assert machine["type"] == announcement.type
    for words in (said.bodies["email"], machine["text"], said.subject):
        assert announcement.about in words
    assert json.loads(said.bodies["https"])["content"]["title"] == said.subject


def test_subscribers_filter_by_type_mode_and_ends() -> None:
    assert message(EACH[0]).attributes == {
        "type": "Peering Accepted",
        "mode": "apply",
        "requester_account": "111122223333",
        "requester_region": "us-east-1",
        "accepter_account": "444455556666",
        "accepter_region": "eu-west-1",
    }
    assert message(EACH[-1]).attributes == {
        "type": "Peerings Adopted",
        "mode": "apply",
        "account": "111122223333",
        "region": "us-east-1",
    }


def test_an_end_that_nobody_remembers_is_no_attribute() -> None:
    """SNS refuses empty values."""
    (cleaned,) = (one for one in EACH if isinstance(one, PeeringCleaned))
    assert not {"accepter_account", "accepter_region"} & set(message(cleaned).attributes)


def test_an_end_without_a_region_loses_the_attribute_and_not_the_message() -> None:
    assert BETWEEN.requester is not None
    end = replace(BETWEEN.requester, region="")
    said = replace(QUOTED, connection=replace(BETWEEN, requester=end))

    assert "" not in message(said).attributes.values()
    assert "requester_account" in message(said).attributes


def test_a_long_text_is_cut_for_people_and_kept_for_machines() -> None:
    (conflict,) = (one for one in EACH if isinstance(one, PeeringRouteConflict))
    long = replace(conflict, conflicts=conflict.conflicts * 200)
    said = message(long)
    assert len(json.loads(said.bodies["default"])["conflicts"]) == 200
    assert said.bodies["email"] == text(long)
    chat = json.loads(said.bodies["https"])["content"]["description"]
    assert chat.endswith("… shortened; the JSON message says more.\n")
    assert len(chat) == 8_000


def test_words_in_any_language_arrive() -> None:
    rule = PeeringAccepted(connection=BETWEEN, decided_by="Datenfluß für Zürich", grounds=())
    said = message(rule)
    assert "Datenfluß für Zürich" in said.bodies["email"]
    assert json.loads(said.bodies["default"])["decided_by"] == "Datenfluß für Zürich"
    assert PCX in said.subject
