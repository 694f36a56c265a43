"""Carry out a plan: write down whose routes they are, then act."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched

from peering.claims import Claims
from peering.core.actions import Action, AllowDnsResolution, Refusal, TagConnection
from peering.core.announcing import Mode
from peering.core.model import ConnectionId
from peering.core.plan import Plan
from peering.errors import (
    FrozenError,
    LookAgainError,
    OutOfTimeError,
    RefusedError,
    ScopeDeniedError,
    TryLaterError,
)
from peering.ports import Clock, Decisions, Ledger, Network, Reporter

_DNS_RETRY = timedelta(days=1)
# As many facts as one call to the ledger takes. An invocation that runs out of time has claimed
# no more than these without writing them.
_CLAIMED_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Performer:
    """Does what a plan says, or in observe mode only reports it."""

    network: Network
    ledger: Ledger
    decisions: Decisions
    reporter: Reporter
    clock: Clock
    mode: Mode
    out_of_time: Callable[[], bool]

    def carry_out(self, connection_id: ConnectionId, plan: Plan) -> tuple[Refusal, ...]:
        """Do every action in its order, and give those that AWS refuses for good.

        Raises TryLaterError and LookAgainError at the first action that meets them, and
        OutOfTimeError before the first one for which there is no time: what is done is done, and
        the next pass does the rest. Raises FrozenError before any if a person stopped all changes.
        """
        if self.mode == "observe":
            for action in plan.actions:
                self._tell("action.planned", connection_id, action)
            return ()
        # A tag on the connection only tells how it stands: that goes on.
        changes = [action for action in plan.actions if not isinstance(action, TagConnection)]
        if changes and (stop := self.decisions.stop()) is not None:
            raise FrozenError(stop, changes)
        claims = Claims(self.ledger, connection_id, plan)
        claims.keep()
        refusals: list[Refusal] = []
        for some in batched(plan.actions, _CLAIMED_AT_ONCE, strict=False):
            claims.claim(some)
            refusals += self._carry_out(connection_id, some, claims)
        claims.disclaim([refusal.action for refusal in refusals])
        return tuple(refusals)

    def _carry_out(
        self, connection_id: ConnectionId, actions: Sequence[Action], claims: Claims
    ) -> Iterator[Refusal]:
        for number, action in enumerate(actions):
            try:
                self._refuse_if_late(number)
                refusal = self._attempt(connection_id, action)
            except (TryLaterError, LookAgainError, OutOfTimeError):
                claims.uncount(actions[number:])
                raise
            if refusal is not None:
                yield refusal

    def _refuse_if_late(self, done: int) -> None:
        if done and self.out_of_time():  # every pass does something, so that all come to an end
            raise OutOfTimeError

    def _attempt(self, connection_id: ConnectionId, action: Action) -> Refusal | None:
        try:
            self.network.perform(action)
        except (RefusedError, ScopeDeniedError) as error:
            self._tell("action.refused", connection_id, action, reason=str(error))
            self._remember_refusal(connection_id, action)
            return Refusal(action, str(error))
        self._tell("action.done", connection_id, action)
        return None

    def _remember_refusal(self, connection_id: ConnectionId, action: Action) -> None:
        if isinstance(action, AllowDnsResolution):
            retry_at = self.clock() + _DNS_RETRY
            for side in action.sides:
                self.ledger.record_dns_refusal(connection_id, side, retry_at)

    def _tell(
        self, event: str, connection_id: ConnectionId, action: Action, **more: object
    ) -> None:
        verb = type(action).__name__
        self.reporter.tell(
            event, connection_id=connection_id, verb=verb, action=str(action), **more
        )
