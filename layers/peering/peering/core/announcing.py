"""What all announcements have in common."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import ClassVar, Literal

from peering.core.contents import ConnectionSummary, LeftOut

SOURCE = "vpc-peering-autopilot"


type Mode = Literal["apply", "observe"]


_ASIDE = ("left_out", "stale_groups", "tags", "requested_by", "days_left")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyAnnouncement:
    """What every announcement says. `correlation_id` is the event's that set it off.

    `left_out` is empty unless lists had to be cut, because EventBridge and SNS take no more.
    """

    type: ClassVar[str]

    mode: Mode = "apply"
    version: Literal["1"] = "1"
    correlation_id: str = ""
    left_out: tuple[LeftOut, ...] = ()

    def left_out_of(self, what: str) -> int:
        """How many more of these there are than are told here."""
        return sum(left.count for left in self.left_out if left.what == what)

    @property
    def digest(self) -> str:
        """A fingerprint of the content: the same state is announced once.

        EC2's status is left out, because it moves on by itself: a pass that is repeated after a
        crash finds an accepted request provisioning or active, and says nothing new. So is what
        others change in their own time and what only helps to read it.
        """
        said = asdict(self) | {"correlation_id": ""}
        said.get("connection", {}).pop("status", None)
        for aside in _ASIDE:
            said.pop(aside, None)
        content = json.dumps(said, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfConnection(AnyAnnouncement):
    """What every announcement about one connection says."""

    connection: ConnectionSummary

    @property
    def about(self) -> str:
        """The connection's id."""
        return self.connection.id

    @property
    def named(self) -> dict[str, str]:
        """What it is about, as a field of a log line."""
        return {"connection_id": self.connection.id}
