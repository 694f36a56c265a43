"""The only thing that is ever faked about time."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """A clock that moves when a test says so."""

    def __init__(self, now: datetime = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return self.now

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Let time pass."""
        self.now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
