"""The Decisions port in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peering.core.model import ConnectionId
from peering.core.rulings import ChangeStop, Orders, Ruling
from tests.world.calls import Calls


@dataclass(slots=True)
class FakeDecisions:
    """What people decided; `kept` is everything that was ever written, in order."""

    calls: Calls
    kept: list[tuple[str, Ruling | ChangeStop]] = field(default_factory=list)
    shown: dict[ConnectionId, Mapping[str, object]] = field(default_factory=dict)
    rulings: dict[ConnectionId, Ruling] = field(default_factory=dict)
    _stop: ChangeStop | None = None

    @property
    def frozen(self) -> bool:
        """Whether somebody stopped all changes, without asking as the program has to."""
        return self._stop is not None

    def about(self, connection_id: ConnectionId) -> Orders:
        """What bears on the connection, in one call."""
        with self.calls.noted("decisions", "about", connection_id, writes=False):
            return Orders(self.rulings.get(connection_id), self._stop)

    def stop(self) -> ChangeStop | None:
        """Who stopped all changes, if somebody did."""
        with self.calls.noted("decisions", "stop", writes=False):
            return self._stop

    def record_ruling(
        self, connection_id: ConnectionId, ruling: Ruling, shown: Mapping[str, object]
    ) -> bool:
        """Keep the ruling with all that was shown; False where one about these ends stands."""
        with self.calls.noted("decisions", "record_ruling", connection_id, writes=True):
            before = self.rulings.get(connection_id)
            if before is not None and before.ends == ruling.ends:
                return False
            self.rulings[connection_id] = ruling
            self.shown[connection_id] = shown
            self.kept.append((connection_id, ruling))
            return True

    def record_stop(self, stop: ChangeStop) -> bool:
        """Stop all changes; False where they are stopped."""
        with self.calls.noted("decisions", "record_stop", writes=True):
            if self._stop is not None:
                return False
            self._stop = stop
            self.kept.append(("frozen", stop))
            return True

    def record_resumption(self, stop: ChangeStop, lifted: ChangeStop) -> bool:
        """Allow changes again; False where *stop* is over."""
        with self.calls.noted("decisions", "record_resumption", writes=True):
            if self._stop != stop:
                return False
            self._stop = None
            self.kept.append(("resumed", lifted))
            return True
