"""The log of EC2 and STS calls that the local cloud keeps."""

import threading
from dataclasses import asdict, dataclass
from datetime import datetime

from localcloud.cloudtrail.caller import Json


@dataclass(frozen=True, slots=True)
class Call:
    """One call that reached EC2 or STS; `number` counts up from 1 as calls arrive.

    `principal` is the ARN that signed it, a session's included; `role` its role's ARN, if any.
    """

    number: int
    at: datetime
    service: str
    action: str
    account_id: str
    region: str
    principal: str
    role: str | None
    resources: tuple[str, ...]
    error: str | None
    writes: bool

    def to_json(self) -> dict[str, Json]:
        """The call as JSON, the time in ISO 8601."""
        return {**asdict(self), "at": self.at.isoformat(), "resources": list(self.resources)}


def call_from_json(told: dict[str, object]) -> Call:
    """A call as `to_json` wrote it; raises KeyError, TypeError or ValueError for anything else."""
    resources = told["resources"]
    if not isinstance(resources, list):
        raise TypeError(f"resources is not a list: {resources!r}")
    return Call(
        number=int(str(told["number"])),
        at=datetime.fromisoformat(str(told["at"])),
        service=str(told["service"]),
        action=str(told["action"]),
        account_id=str(told["account_id"]),
        region=str(told["region"]),
        principal=str(told["principal"]),
        role=None if told["role"] is None else str(told["role"]),
        resources=tuple(map(str, resources)),
        error=None if told["error"] is None else str(told["error"]),
        writes=bool(told["writes"]),
    )


class CallLog:
    """Calls in the order in which they ended; safe to use from several threads."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def add(self, **fields: object) -> None:
        """Record one call; takes the fields of `Call` but its number."""
        with self._lock:
            self._calls.append(Call(number=len(self._calls) + 1, **fields))  # type: ignore[arg-type]

    def since(self, number: int) -> list[Call]:
        """The calls after the one of that number."""
        with self._lock:
            return self._calls[number:]
