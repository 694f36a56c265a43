"""Put work back on its own queue when it can't be done, or not to its end, right now."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from peering.core.patience import delay_before
from peering.errors import LookAgainError, OutOfTimeError, ThrottledError
from peering.ports import Mention, Queue, Reporter


@dataclass(frozen=True, slots=True)
class Again:
    """Puts work back with growing pauses, and leaves it to the sweep after the last attempt.

    The message that brought the work succeeds: receive counts stay for real faults.
    """

    queue: Queue
    reporter: Reporter
    out_of_time: Callable[[], bool]

    def attend(self, mention: Mention, act: Callable[[Mention], None]) -> None:
        """Act on *mention*, and put it back where EC2 is not ready for it or time has run out."""
        if self.out_of_time():  # other messages of the batch have used it up
            self._continue(mention)
            return
        try:
            act(mention)
        except (LookAgainError, ThrottledError) as error:
            self._later(mention, str(error))
        except OutOfTimeError:
            self._continue(mention)

    def _continue(self, mention: Mention) -> None:
        self.queue.send((mention,))
        self.reporter.tell("connection.continued", connection_id=mention.connection_id)

    def _later(self, mention: Mention, why: str) -> None:
        attempt = mention.attempt + 1
        delay = delay_before(attempt)
        said = {"connection_id": mention.connection_id, "why": why, "attempt": attempt}
        if delay is None:
            self.reporter.tell("connection.left_to_sweep", **said)
            return
        self.queue.send((replace(mention, attempt=attempt),), delay)
        self.reporter.tell("connection.put_back", seconds=int(delay.total_seconds()), **said)
