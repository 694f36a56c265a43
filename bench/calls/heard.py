"""What reaches the local EC2 and STS, whoever calls."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SIGNED_FOR = re.compile(r"Credential=[^/]*/\d+/[^/]*/(ec2|sts)/")


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls by kind: sessions are AssumeRole, reads change nothing."""

    sessions: int
    reads: int
    writes: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.sessions + self.reads + self.writes

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.sessions + other.sessions, self.reads + other.reads, self.writes + other.writes
        )


@dataclass(slots=True)
class Heard:
    """The actions that were asked for, in order."""

    actions: list[str] = field(default_factory=list)

    def through(self, onward: "WSGIApplication") -> "WSGIApplication":
        """The same server, listened to."""

        def listened(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
            if _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", "")):
                body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                environ["wsgi.input"] = BytesIO(body)
                self.actions += parse_qs(body.decode()).get("Action", [])
            return onward(environ, start)

        return listened

    def take(self) -> Tally:
        """What was asked for since this was last asked."""
        taken, self.actions = self.actions, []
        return tally(taken)


def tally(actions: Sequence[str]) -> Tally:
    """Count actions by their kind."""
    sessions = sum(action == "AssumeRole" for action in actions)
    reads = sum(action.startswith("Describe") for action in actions)
    return Tally(sessions, reads, len(actions) - sessions - reads)
