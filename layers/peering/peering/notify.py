"""Turn an announcement into one SNS message that people, chats and machines can read."""

import json
from dataclasses import asdict, dataclass

from peering.core.announcements import Announcement, PeeringsAdopted
from peering.core.messages import subject, text
from peering.ports import Message, Reporter, Topic

# SNS takes 256 KiB over all bodies: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
_LONGEST_TEXT = 60_000


@dataclass(frozen=True, slots=True)
class Notify:
    """Publishes each announcement to the topic."""

    topic: Topic
    reporter: Reporter

    def __call__(self, announcement: Announcement) -> None:
        """Publish one message. Raises TryLaterError, RefusedError."""
        self.topic.publish(message(announcement))
        self.reporter.tell("message.published", about=announcement.about, type=announcement.type)


def message(announcement: Announcement) -> Message:
    """Write the message: text for e-mail, chat format for https, JSON for everything else."""
    people = _shortened(text(announcement))
    said = {"type": announcement.type, "text": people} | asdict(announcement)
    machine = json.dumps(said, ensure_ascii=False)
    return Message(
        subject=subject(announcement),
        bodies={
            "default": machine,
            "email": people,
            "https": json.dumps(_chat(announcement, people), ensure_ascii=False),
        },
        attributes=_attributes(announcement),
    )


def _chat(announcement: Announcement, people: str) -> dict[str, object]:
    # https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
    return {
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": subject(announcement),
            "description": people,
        },
        "metadata": {"threadId": announcement.about, "eventType": announcement.type},
    }


def _attributes(announcement: Announcement) -> dict[str, str]:
    """Write what subscription filters may match on; SNS refuses empty values."""
    said = {"type": announcement.type, "mode": announcement.mode}
    if isinstance(announcement, PeeringsAdopted):
        return said | {"account": announcement.account, "region": announcement.region}
    for side, end in (
        ("requester", announcement.connection.requester),
        ("accepter", announcement.connection.accepter),
    ):
        if end is not None:
            said |= {f"{side}_account": end.account, f"{side}_region": end.region}
    return said


def _shortened(people: str) -> str:
    if len(people) <= _LONGEST_TEXT:
        return people
    return people[:_LONGEST_TEXT] + "\n… shortened; the JSON message has it all.\n"
