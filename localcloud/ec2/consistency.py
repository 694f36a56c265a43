"""EC2 is eventually consistent: new ids are unknown for a while, and reads are old.

https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
"""

from dataclasses import replace
from datetime import datetime, timedelta

from localcloud.ec2.connections import Connection
from localcloud.ec2.settings import Settings


def known(connection: Connection, now: datetime, settings: Settings) -> bool:
    """Whether the id has got around yet."""
    return now >= connection.requested_at + timedelta(seconds=settings.fresh_id_seconds)


def writable(connection: Connection, now: datetime, settings: Settings) -> bool:
    """Whether calls that change something know the id too: reads may be ahead of them."""
    return now >= connection.requested_at + timedelta(seconds=settings.fresh_id_write_seconds)


def as_read(connection: Connection, now: datetime, settings: Settings) -> Connection:
    """The connection as a describe shows it: without what happened in the last seconds."""
    moment = now - timedelta(seconds=settings.stale_read_seconds)
    return replace(connection, life=connection.life.until(moment))
