"""Where the program's words go: bus, queues, topic and log, kept for a test to read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from peering.core.announcements import Announcement
from peering.ports import Mention, Message, Survey
from tests.world.calls import Calls


@dataclass(slots=True)
class FakeBus:
    """The peering bus: every announcement that was put out."""

    calls: Calls
    announcements: list[Announcement] = field(default_factory=list)

    def put(self, announcement: Announcement) -> None:
        """Put the announcement out."""
        with self.calls.noted("bus", "put", announcement.type, writes=True):
            self.announcements.append(announcement)

    @property
    def types(self) -> list[str]:
        """The types of what was put out, in order."""
        return [announcement.type for announcement in self.announcements]


@dataclass(slots=True)
class FakeQueue[Work: (Mention, Survey)]:
    """A work queue, with the delay of everything on it."""

    calls: Calls
    queued: list[tuple[Work, timedelta]] = field(default_factory=list)

    def send(self, work: Sequence[Work], delay: timedelta = timedelta()) -> None:
        """Queue the work."""
        with self.calls.noted("queue", "send", len(work), writes=True):
            self.queued.extend((one, delay) for one in work)

    def take(self) -> list[tuple[Work, timedelta]]:
        """Take everything off the queue."""
        taken, self.queued = self.queued, []
        return taken


class FakeConnectionQueue(FakeQueue[Mention]):
    """The work queue of a function that looks at connections."""


class FakeScopeQueue(FakeQueue[Survey]):
    """The work queue of survey."""


@dataclass(slots=True)
class FakeTopic:
    """The topic: every message that was published."""

    calls: Calls
    messages: list[Message] = field(default_factory=list)

    def publish(self, message: Message) -> None:
        """Publish the message."""
        with self.calls.noted("topic", "publish", message.subject, writes=True):
            self.messages.append(message)


@dataclass(slots=True)
class RecordingReporter:
    """The log: every event with its fields."""

    told: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def tell(self, event: str, /, **fields: object) -> None:
        """Keep the event."""
        self.told.append((event, fields))

    def of(self, event: str) -> list[dict[str, object]]:
        """The fields of every event of that name."""
        return [fields for name, fields in self.told if name == event]
