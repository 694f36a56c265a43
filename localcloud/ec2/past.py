"""What route tables held a while ago, for reads that are behind.

https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
"""

from collections import defaultdict
from datetime import datetime, timedelta

from localcloud.ec2.routes import Route
from localcloud.ec2.settings import Settings
from localcloud.ec2.tables import Table


class Past:
    """The routes that each table held before each change of it."""

    def __init__(self) -> None:
        self._changes: dict[str, list[tuple[datetime, tuple[Route, ...]]]] = defaultdict(list)

    def keep(self, table: Table, now: datetime, settings: Settings) -> None:
        """Remember what the table holds now, in front of a change."""
        if settings.stale_table_seconds:
            self._changes[table.id].append((now, table.routes))

    def routes(self, table: Table, now: datetime, settings: Settings) -> tuple[Route, ...]:
        """The routes as a describe shows them: without what was done in the last seconds."""
        moment = now - timedelta(seconds=settings.stale_table_seconds)
        later = (routes for at, routes in self._changes.get(table.id, ()) if at > moment)
        return next(later, table.routes)
