"""Makes EC2's clients wait where EC2 would refuse."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from peering.core.model import Scope
from peering.core.pace import Pace
from peering.ports import Clock

if TYPE_CHECKING:
    from botocore.model import OperationModel
    from mypy_boto3_ec2 import EC2Client


class PacedClients:
    """Clients that keep to EC2's documented rates; what others use up is left to retries."""

    def __init__(
        self,
        client_for: "Callable[[Scope], EC2Client]",
        clock: Clock,
        pace: Pace,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Pace what *client_for* gives. All that are in the same accounts share one *pace*."""
        self._client_for = client_for
        self._clock = clock
        self._pace = pace
        self._wait = wait

    def __call__(self, scope: Scope) -> "EC2Client":
        """The client for *scope*. Raises ScopeDeniedError, TryLaterError."""
        client = self._client_for(scope)

        def wait(model: "OperationModel", **_: object) -> None:
            pause = self._pace.pause(model.name, scope, self._clock())
            if pause:
                self._wait(pause.total_seconds())

        # A client is asked for again and again, and paced once.
        client.meta.events.register("before-call.ec2", wait, unique_id="pace")
        return client
