"""Carry out a plan: write down whose routes they are, then act."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched

from peering.claims import Claims, places_written
from peering.core.actions import Action, AllowDnsResolution, Refusal, TagConnection
from peering.core.announcing import Mode
from peering.core.model import ConnectionId
from peering.core.plan import Plan
from peering.core.tables import Place
from peering.errors import (
    FrozenError,
    LookAgainError,
    OutOfTimeError,
    RefusedError,
    ScopeDeniedError,
    TryLaterError,
)
from peering.ports import Clock, Decisions, Ledger, Network, Reporter
from peering.progress import Progress

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

        A route stays where what was to stand in its place is refused, and is given with it.
        Raises TryLaterError and LookAgainError at the first action that meets them, and
        OutOfTimeError before the first one for which there is no time, or the look is too old:
        what is done is done, and the next pass does the rest. Raises FrozenError before any if a
        person stopped all changes.
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
        progress = Progress(self.clock())
        for some in batched(plan.actions, _CLAIMED_AT_ONCE, strict=False):
            claims.claim(some)
            self._carry_out(connection_id, some, claims, progress)
        return self._still_refused(connection_id, claims, progress.refusals)

    def forget_disowned(
        self, connection_id: ConnectionId, plan: Plan, refusals: Sequence[Refusal]
    ) -> None:
        """Forget what *plan* disowns, after it was carried out but for *refusals*."""
        if self.mode == "apply":
            Claims(self.ledger, connection_id, plan).forget_disowned(refusals)

    def _carry_out(
        self,
        connection_id: ConnectionId,
        actions: Sequence[Action],
        claims: Claims,
        progress: Progress,
    ) -> None:
        for number, action in enumerate(actions):
            try:
                self._refuse_if_late(action, progress)
                self._attempt(connection_id, action, progress)
            except (TryLaterError, LookAgainError, OutOfTimeError):
                claims.settle(progress.done.intersection(actions), actions[number:])
                raise
        claims.settle(progress.done.intersection(actions))

    def _refuse_if_late(self, action: Action, progress: Progress) -> None:
        if progress.outruns_its_look(action, self.clock()):
            raise OutOfTimeError
        if progress.begun and self.out_of_time():  # every pass does something: all come to an end
            raise OutOfTimeError

    def _attempt(self, connection_id: ConnectionId, action: Action, progress: Progress) -> None:
        if progress.withholds(action):
            self._tell("action.withheld", connection_id, action)
            why = "what is to stand in its place is refused"
            progress.refusals.append(Refusal(action, why))
            return
        try:
            self.network.perform(action)
        except (RefusedError, ScopeDeniedError) as error:
            self._tell("action.refused", connection_id, action, reason=str(error))
            self._remember_refusal(connection_id, action)
            progress.refusals.append(Refusal(action, str(error)))
            return
        self._tell("action.done", connection_id, action)
        progress.done.add(action)

    def _still_refused(
        self, connection_id: ConnectionId, claims: Claims, refusals: Sequence[Refusal]
    ) -> tuple[Refusal, ...]:
        """Give up what was refused, but for what another pass has written meanwhile."""
        refused = [refusal.action for refusal in refusals]
        standing = set(self._standing(connection_id, claims, refused))
        still = tuple(r for r in refusals if standing.isdisjoint(places_written((r.action,))))
        claims.disclaim(refusal.action for refusal in still)
        return still

    def _standing(
        self, connection_id: ConnectionId, claims: Claims, refused: Sequence[Action]
    ) -> Iterator[Place]:
        """Look once more where *refused* were to be written; what can't be seen does not stand."""
        for scope, vpc_id in claims.vpcs_of(refused):
            with suppress(RefusedError, ScopeDeniedError):
                for table in self.network.route_tables(scope, (vpc_id,)):
                    for route in table.leading_to(connection_id):
                        if not isinstance(route.destination, str):
                            yield table.id, route.destination

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
