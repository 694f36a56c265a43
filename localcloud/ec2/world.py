"""Everything that the rules remember between two calls."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from localcloud.ec2 import errors, estate
from localcloud.ec2.clock import Clock
from localcloud.ec2.connections import Connection, Connections
from localcloud.ec2.consistency import known, writable
from localcloud.ec2.interludes import Interludes
from localcloud.ec2.past import Past
from localcloud.ec2.rates import Buckets
from localcloud.ec2.scope import Scope
from localcloud.ec2.settings import Settings
from localcloud.ec2.tables import Table
from localcloud.ec2.visibility import visible


@dataclass(frozen=True, slots=True)
class Due:
    """Something that EC2 will have done by then."""

    at: datetime
    do: Callable[[], None]


class World:
    """The connections of every account and Region, under one clock; one call at a time."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Forget every connection, throttle and interlude; clock and settings stay as they are."""
        self.connections = Connections()
        self.buckets = Buckets()
        self.interludes = Interludes()
        self.past = Past()
        self._dues: list[Due] = []
        self._dice = Random(0)  # noqa: S311 # the same each time, so that a failure comes again

    @property
    def now(self) -> datetime:
        """The time by this world's clock."""
        return self.clock.now()

    def connection(self, scope: Scope, connection_id: str) -> Connection:
        """The connection of that id, for a call that changes something; refuses with NotFound."""
        found = self.shown(scope, connection_id)
        if not writable(found, self.now, self.settings):
            raise errors.connection_not_found(connection_id, self.settings)
        return found

    def shown(self, scope: Scope, connection_id: str) -> Connection:
        """The connection of that id, as far as the scope sees it; refuses with NotFound."""
        found = self.connections.get(connection_id)
        if found is None or not self.sees(scope, found):
            raise errors.connection_not_found(connection_id, self.settings)
        return found

    def sees(self, scope: Scope, connection: Connection) -> bool:
        """Whether the scope can see the connection now."""
        return known(connection, self.now, self.settings) and visible(connection, scope, self.now)

    def listed[Item](self, items: Iterable[Item]) -> list[Item]:
        """The items of an answer, in an order that EC2 does not promise."""
        found = list(items)
        if self.settings.reordered:
            self._dice.shuffle(found)
        return found

    def later(self, at: datetime, do: Callable[[], None]) -> None:
        """Do that once the clock has come so far."""
        self._dues.append(Due(at, do))

    def settle(self) -> None:
        """Do all that is due by now."""
        now = self.now
        due = [one for one in self._dues if one.at <= now]
        self._dues = [one for one in self._dues if one.at > now]
        for one in due:
            one.do()

    def table(self, scope: Scope, table_id: str) -> Table:
        """The route table of that id; refuses with NotFound."""
        found = estate.table(scope, table_id)
        if found is None:
            raise errors.route_table_not_found(table_id, self.settings)
        return found
