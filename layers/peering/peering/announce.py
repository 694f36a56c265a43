"""Put announcements on the bus: each at least once, and once only unless a crash intervenes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from peering.core.announcements import Announcement
from peering.core.limits import fitting
from peering.core.memory import Announced, Memory
from peering.errors import LookAgainError
from peering.ports import Bus, Claim, Clock, Ledger, Reporter

# Longer than a function's timeout would be safe but slow; a put takes milliseconds, so a claim
# this old belongs to an invocation that died.
_LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Announcer:
    """Claims an announcement in the ledger, puts it on the bus, then marks it as out."""

    bus: Bus
    ledger: Ledger
    reporter: Reporter
    clock: Clock

    def announce(
        self,
        announcement: Announcement,
        memory: Memory | None = None,
        instead_of: Iterable[type[Announcement]] = (),
    ) -> None:
        """Put *announcement* out unless it is out already.

        *memory* saves a claim where it shows the announcement as out. What was said before in
        its type is over with it, and so are the states of the types `instead_of`: their return
        is announced again. These are forgotten first, because the world may return to them before
        what a pass that died left undone is done.
        Raises LookAgainError while another pass has claimed it, for that pass may have died.
        """
        announced = Announced(announcement.type, announcement.digest)
        if memory is not None:
            over = {announced.type, *(kind.type for kind in instead_of)}
            self._retire(memory, over, announced)
        if memory is None or announced not in memory.announced:
            self._put(announcement, announced)

    def _retire(self, memory: Memory, over: set[str], announced: Announced) -> None:
        """Forget what was announced of states that are over, but for what is announced now."""
        retired = tuple(a for a in memory.announced if a.type in over and a != announced)
        if retired:
            self.ledger.retire(memory.connection_id, retired)

    def _put(self, announcement: Announcement, announced: Announced) -> None:
        about = announcement.about
        match self.ledger.claim(about, announced, self.clock(), _LEASE):
            case Claim.OUT:
                return
            case Claim.BUSY:
                raise LookAgainError(f"{announced.type} is being announced by another pass")
            case Claim.TAKEN:
                self.bus.put(fitting(announcement))
                self.ledger.mark_announced(about, announced, self.clock())
                self.reporter.tell("announcement.put", type=announced.type, **announcement.named)
            case unheard_of:
                assert_never(unheard_of)
