"""How long a request has been waiting, and how long it still may, from when EC2 ends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from peering.core.model import Connection, Status

# https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
_EXPIRES_AFTER = timedelta(days=7)
_LONG = timedelta(days=1)
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
_RECORDED_WITHIN = timedelta(minutes=5)
_REMINDED_BEFORE = (timedelta(days=1), timedelta(days=2))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for a person, and what is known of it at the time *now*."""

    connection: Connection
    reasons: tuple[str, ...]
    findings: tuple[str, ...]
    requested_by: str | None
    now: datetime

    @property
    def expires_at(self) -> str | None:
        """When EC2 ends it, as ISO 8601."""
        ends = self.connection.expires_at
        return None if ends is None else ends.isoformat()


def waited(connection: Connection, now: datetime) -> timedelta | None:
    """Since when the request is pending, or None where EC2 shows no end of it."""
    if connection.status is not Status.PENDING_ACCEPTANCE or connection.expires_at is None:
        return None
    return now - (connection.expires_at - _EXPIRES_AFTER)


def waits_too_long(connection: Connection, now: datetime) -> bool:
    """Tell whether the request has been pending for more than a day."""
    since = waited(connection, now)
    return since is not None and since > _LONG


def unannounced(connection: Connection, requested_by: str | None, now: datetime) -> bool:
    """Tell whether a request's record, of which *requested_by* is kept, ought to be here by now."""
    since = waited(connection, now)
    return requested_by is None and since is not None and since > _RECORDED_WITHIN


def days_left(connection: Connection, now: datetime) -> int | None:
    """How many whole days the request still has, or None where EC2 shows no end of it."""
    if connection.expires_at is None:
        return None
    return max(0, (connection.expires_at - now).days)


def reminder_due(connection: Connection, now: datetime) -> int | None:
    """Which reminder is due, as the days before the end (2 or 1): the later one of the overdue."""
    if connection.expires_at is None or now >= connection.expires_at:
        return None
    left = connection.expires_at - now
    return next((before.days for before in _REMINDED_BEFORE if left <= before), None)
