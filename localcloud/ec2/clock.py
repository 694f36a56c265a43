"""The time that EC2 goes by, which can be moved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Tells the time, as far ahead of its source as it was moved."""

    def __init__(self, source: Callable[[], datetime] = _utc_now) -> None:
        self._source = source
        self._ahead = timedelta()

    @classmethod
    def standing(cls, at: datetime = NOON) -> "Clock":
        """A clock that moves only when it is told to."""
        return cls(lambda: at)

    def now(self) -> datetime:
        """The time, in UTC."""
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move on by that many seconds; back if negative."""
        self._ahead += timedelta(seconds=seconds)

    def set(self, now: datetime) -> None:
        """Make it that time now; it must have a time zone."""
        if now.tzinfo is None:
            raise ValueError(f"{now.isoformat()} has no time zone")
        self._ahead = now - self._source()
