"""How long a request has been waiting, from what EC2 tells about its end."""

from datetime import datetime, timedelta

from peering.core.model import Connection, Status

# https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
_EXPIRES_AFTER = timedelta(days=7)
_LONG = timedelta(days=1)


def waited(connection: Connection, now: datetime) -> timedelta | None:
    """Since when the request is pending, or None where EC2 shows no end of it."""
    if connection.status is not Status.PENDING_ACCEPTANCE or connection.expires_at is None:
        return None
    return now - (connection.expires_at - _EXPIRES_AFTER)


def waits_too_long(connection: Connection, now: datetime) -> bool:
    """Tell whether the request has been pending for more than a day."""
    since = waited(connection, now)
    return since is not None and since > _LONG
