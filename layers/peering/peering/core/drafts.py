"""Announcements as drafts: what is to be said of a connection in each of its states."""

from dataclasses import dataclass
from dataclasses import fields as fields_of

from peering.core.actions import Action
from peering.core.announcements import (
    Adopted,
    PeeringAccepted,
    PeeringCleaned,
    PeeringExpiring,
    PeeringFailed,
    PeeringFrozen,
    PeeringHeld,
    PeeringRejected,
    PeeringRouteConflict,
    PeeringRouted,
    PeeringsAdopted,
    PeeringUnapproved,
)
from peering.core.announcing import Mode
from peering.core.approvals import Approvals, Rule
from peering.core.contents import ConnectionSummary
from peering.core.findings import Finding, Obstacle
from peering.core.groups import StaleGroup
from peering.core.memory import Decision, Memory
from peering.core.model import Connection, Scope, Side, Status, Vpc
from peering.core.rulings import ChangeStop
from peering.core.summaries import (
    conflict_summaries,
    connection_summary,
    ends_summary,
    left_after_the_end,
    left_for_dns,
    left_for_ungoverned,
    owned_summaries,
    route_summaries,
    stale_summaries,
    tag_summaries,
)
from peering.core.waiting import Waiting, days_left
from peering.core.waiting_words import left_while_held


@dataclass(frozen=True, slots=True)
class Drafts:
    """Writes announcements for one pass: in its mode, set off by the event it correlates with."""

    approvals: Approvals
    mode: Mode
    correlation_id: str

    def held(self, waiting: Waiting) -> PeeringHeld:
        """A request waits for a person."""
        return PeeringHeld(
            connection=connection_summary(waiting.connection, self.approvals),
            reasons=waiting.reasons,
            expires_at=waiting.expires_at,
            left_to_do=left_while_held(waiting.connection),
            findings=waiting.findings,
            tags=tag_summaries(waiting.connection),
            requested_by=waiting.requested_by,
            days_left=days_left(waiting.connection, waiting.now),
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def expiring(self, waiting: Waiting, days: int) -> PeeringExpiring:
        """A request that waits for a person expires within so many days."""
        said = self.held(waiting)
        fields = {name.name: getattr(said, name.name) for name in fields_of(said)}
        return PeeringExpiring(**(fields | {"days_left": days}))

    def accepted(self, memory: Memory, decision: Decision) -> PeeringAccepted:
        """A request was accepted; said of the ends as they were when it was decided."""
        return PeeringAccepted(
            connection=self._remembered(memory, Status.PROVISIONING),
            decided_by=decision.by,
            grounds=decision.grounds,
            basis=decision.basis,
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def rejected(self, memory: Memory, decision: Decision) -> PeeringRejected:
        """A request was rejected; said of the ends as they were when it was decided."""
        return PeeringRejected(
            connection=self._remembered(memory, Status.REJECTED),
            decided_by=decision.by,
            grounds=decision.grounds,
            basis=decision.basis,
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def failed(self, connection: Connection, reasons: tuple[str, ...]) -> PeeringFailed:
        """EC2 failed the request, let it expire, or refuses what ought to be done."""
        return PeeringFailed(
            connection=connection_summary(connection, self.approvals),
            reasons=reasons,
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def unclean(self, memory: Memory, status: Status, reasons: tuple[str, ...]) -> PeeringFailed:
        """EC2 refuses for good to take routes away from a connection that has ended."""
        return PeeringFailed(
            connection=self._remembered(memory, status),
            reasons=reasons,
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def frozen(
        self,
        connection: Connection | None,
        memory: Memory,
        stop: ChangeStop,
        waiting: tuple[Action, ...],
    ) -> PeeringFrozen:
        """A person stopped all changes, and the connection lacks something."""
        return PeeringFrozen(
            connection=self._remembered(memory, Status.DELETED)
            if connection is None
            else connection_summary(connection, self.approvals),
            frozen_by=stop.by,
            since=stop.at.isoformat(timespec="seconds"),
            reasons=(stop.reason,),
            waiting=tuple(map(str, waiting)),
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def unapproved(self, connection: Connection, reasons: tuple[str, ...]) -> PeeringUnapproved:
        """Nothing approves a connection of ours for certain any more."""
        return PeeringUnapproved(
            connection=connection_summary(connection, self.approvals),
            reasons=reasons,
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def routed(
        self,
        connection: Connection,
        rule: Rule,
        routes: tuple[Finding, ...],
        dns: tuple[Side, ...],
        dns_refused: tuple[Vpc, ...],
    ) -> PeeringRouted:
        """Every route stands on the sides that we govern."""
        return PeeringRouted(
            connection=connection_summary(connection, self.approvals),
            decided_by=rule.name,
            routes=route_summaries(routes),
            dns=dns,
            left_to_do=(
                *left_for_ungoverned(connection, rule, self.approvals),
                *left_for_dns(dns_refused),
            ),
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def conflict(
        self,
        connection: Connection,
        rule: Rule,
        routes: tuple[Finding, ...],
        obstacles: tuple[Obstacle, ...],
    ) -> PeeringRouteConflict:
        """Some routes cannot be written."""
        return PeeringRouteConflict(
            connection=connection_summary(connection, self.approvals),
            decided_by=rule.name,
            routes=route_summaries(routes),
            conflicts=conflict_summaries(obstacles),
            left_to_do=left_for_ungoverned(connection, rule, self.approvals),
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def cleaned(
        self, memory: Memory, status: Status, stale: tuple[StaleGroup, ...] = ()
    ) -> PeeringCleaned:
        """None of our routes lead to the connection any more; *stale* are groups it leaves."""
        return PeeringCleaned(
            connection=self._remembered(memory, status),
            routes=owned_summaries(memory),
            left_to_do=left_after_the_end(memory, self.approvals),
            stale_groups=stale_summaries(stale),
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def adopted(
        self, scope: Scope, adopted: tuple[tuple[Connection, Rule], ...]
    ) -> PeeringsAdopted:
        """Connections that stood before us are kept right from now on."""
        return PeeringsAdopted(
            account=scope.account_id,
            region=scope.region,
            adopted=tuple(
                Adopted(connection=connection_summary(connection, self.approvals), rule=rule.name)
                for connection, rule in sorted(adopted, key=lambda pair: pair[0].id)
            ),
            mode=self.mode,
            correlation_id=self.correlation_id,
        )

    def _remembered(self, memory: Memory, status: Status) -> ConnectionSummary:
        return ends_summary(memory.connection_id, memory.ends, status, self.approvals)
