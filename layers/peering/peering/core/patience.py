"""How long to wait: before looking again, and before repairing again."""

from datetime import datetime, timedelta

from peering.core.memory import OwnedRoute

LAST_ATTEMPT = 10
# A fresh id may answer NotFound for seconds; the fourth repeat comes 75 s after the first look.
_SURE_FROM = 4
_LONGEST = timedelta(seconds=300)

# A route that somebody keeps removing is written again at once, then after ever longer pauses.
_REPAIR_PAUSES = (
    timedelta(),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=8),
    timedelta(days=1),
)
_FORGIVEN_AFTER = timedelta(days=7)


def delay_before(attempt: int) -> timedelta | None:
    """The pause before that attempt (1 is the first repeat): 5, 10, 20 … 300 seconds.

    None after the last attempt: from then on the sweep owns the work.
    """
    if attempt > LAST_ATTEMPT:
        return None
    return min(timedelta(seconds=5 * 2 ** (attempt - 1)), _LONGEST)


def sure_of_absence(attempt: int) -> bool:
    """Tell whether what EC2 does not show at that attempt is gone, and not merely fresh."""
    return attempt >= _SURE_FROM


def repair_due(owned: OwnedRoute) -> datetime:
    """The time from which a route that was written before, and vanished, may be written again."""
    pause = min(max(owned.writes, 1), len(_REPAIR_PAUSES)) - 1
    return owned.written_at + _REPAIR_PAUSES[pause]


def writes_so_far(owned: OwnedRoute | None, now: datetime) -> int:
    """Count the earlier writes that still matter: a week without trouble forgives them."""
    if owned is None or now - owned.written_at > _FORGIVEN_AFTER:
        return 0
    return owned.writes
