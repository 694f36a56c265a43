"""Carry out a plan: write down whose routes they are, then act."""

from dataclasses import dataclass
from datetime import timedelta

from peering.core.actions import Action, AllowDnsResolution, Refusal
from peering.core.announcements import Mode
from peering.core.model import ConnectionId
from peering.core.planning import Plan
from peering.ports import Clock, Ledger, Network, RefusedError, Reporter, ScopeDeniedError

_DNS_RETRY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Performer:
    """Does what a plan says, or in observe mode only reports it."""

    network: Network
    ledger: Ledger
    reporter: Reporter
    clock: Clock
    mode: Mode

    def carry_out(self, connection_id: ConnectionId, plan: Plan) -> tuple[Refusal, ...]:
        """Do every action in its order, and give those that AWS refuses for good.

        Raises TryLaterError and LookAgainError at the first action that meets them: what is
        done is done, and the next pass does the rest.
        """
        if self.mode == "observe":
            for action in plan.actions:
                self._tell("action.planned", connection_id, action)
            return ()
        if plan.ownership:
            self.ledger.record_ownership(connection_id, plan.ownership)
        attempts = (self._attempt(connection_id, action) for action in plan.actions)
        return tuple(refusal for refusal in attempts if refusal is not None)

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
