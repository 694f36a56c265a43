"""Turn an announcement into one SNS message that people, chats and machines can read."""

import json
from dataclasses import asdict, dataclass

from peering.core.announcements import Announcement, PeeringsAdopted
from peering.core.contents import LeftToDo
from peering.core.limits import fitting
from peering.core.messages import subject, text
from peering.ports import Message, Reporter, Topic

# SNS takes 256 KiB over all bodies: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
_LONGEST_MESSAGE = 250 * 1024
_LONGEST_TEXTS = (60_000, 20_000, 4_000)
_LONGEST_CHAT = 8_000  # a chat is no place for more; e-mail and JSON have it
_MOST_STEPS, _LONGEST_STEP = 10, 350
_SHORTENED = "\n… shortened; the JSON message says more.\n"


@dataclass(frozen=True, slots=True)
class Notify:
    """Publishes each announcement to the topic."""

    topic: Topic
    reporter: Reporter

    def __call__(self, announcement: Announcement) -> None:
        """Publish one message. Raises TryLaterError, RefusedError."""
        self.topic.publish(message(announcement))
        self.reporter.tell("message.published", type=announcement.type, **announcement.named)


def message(announcement: Announcement) -> Message:
    """Write the message: text for e-mail, chat format for https, JSON for everything else."""
    announcement = fitting(announcement)
    people = text(announcement)
    # The last of these always fits, as a fitting announcement is short.
    texts = (*(_shortened(people, most) for most in _LONGEST_TEXTS), subject(announcement))
    made = (_message(announcement, words) for words in texts)
    return next(one for one in made if _size(one) <= _LONGEST_MESSAGE)


def _message(announcement: Announcement, people: str) -> Message:
    said = {"type": announcement.type, "text": people} | asdict(announcement)
    chat = _chat(announcement, _shortened(people, _LONGEST_CHAT))
    return Message(
        subject=subject(announcement),
        bodies={
            "default": json.dumps(said, ensure_ascii=False),
            "email": people,
            "https": json.dumps(chat, ensure_ascii=False),
        },
        attributes=_attributes(announcement),
    )


def _size(made: Message) -> int:
    """What the bodies come to as the topic writes them."""
    return len(json.dumps(dict(made.bodies)))


def _chat(announcement: Announcement, people: str) -> dict[str, object]:
    # https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
    content: dict[str, object] = {
        "textType": "client-markdown",
        "title": subject(announcement),
        "description": people,
    }
    if steps := _next_steps(announcement):
        content["nextSteps"] = steps
    metadata = {
        "threadId": announcement.about,
        "summary": subject(announcement),
        "eventType": announcement.type,
    }
    return {"version": "1.0", "source": "custom", "content": content, "metadata": metadata}


def _next_steps(announcement: Announcement) -> list[str]:
    """What is left to do, with its command lines; a step that would be cut is left to the text."""
    left: tuple[LeftToDo, ...] = getattr(announcement, "left_to_do", ())
    steps = (f"{todo.what}: `{todo.command}`" for todo in left)
    return [step for step in steps if len(step) <= _LONGEST_STEP][:_MOST_STEPS]


def _attributes(announcement: Announcement) -> dict[str, str]:
    """Write what subscription filters may match on; SNS refuses empty values."""
    said = {"type": announcement.type, "mode": announcement.mode, **_places(announcement)}
    return {name: value for name, value in said.items() if value}


def _places(announcement: Announcement) -> dict[str, str]:
    if isinstance(announcement, PeeringsAdopted):
        return {"account": announcement.account, "region": announcement.region}
    said: dict[str, str] = {}
    for side, end in (
        ("requester", announcement.connection.requester),
        ("accepter", announcement.connection.accepter),
    ):
        if end is not None:
            said |= {f"{side}_account": end.account, f"{side}_region": end.region}
    return said


def _shortened(people: str, longest: int) -> str:
    if len(people) <= longest:
        return people
    return people[: longest - len(_SHORTENED)] + _SHORTENED
