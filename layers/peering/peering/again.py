"""Put work back on its own queue when EC2 is not ready for it."""

from dataclasses import dataclass, replace

from peering.core.patience import delay_before
from peering.ports import Mention, Queue, Reporter


@dataclass(frozen=True, slots=True)
class Again:
    """Puts work back with growing pauses, and leaves it to the sweep after the last attempt.

    The message that brought the work succeeds: receive counts stay for real faults.
    """

    queue: Queue
    reporter: Reporter

    def __call__(self, mention: Mention, why: str) -> None:
        """Queue *mention* once more, later; say *why*."""
        attempt = mention.attempt + 1
        delay = delay_before(attempt)
        said = {"connection_id": mention.connection_id, "why": why, "attempt": attempt}
        if delay is None:
            self.reporter.tell("connection.left_to_sweep", **said)
            return
        self.queue.send((replace(mention, attempt=attempt),), delay)
        self.reporter.tell("connection.put_back", seconds=int(delay.total_seconds()), **said)
