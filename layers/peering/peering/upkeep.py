"""Give an active connection what its rule says it should have, and say how it stands."""

from dataclasses import dataclass, replace
from datetime import timedelta

from peering.announce import Announcer
from peering.core.absence import too_early
from peering.core.actions import (
    AllowDnsResolution,
    CreateRoute,
    Refusal,
    ReplaceRoute,
    TagConnection,
)
from peering.core.announcements import Announcement, PeeringRouteConflict, PeeringRouted
from peering.core.approvals import Approvals, Effect, Rule
from peering.core.drafts import Drafts
from peering.core.explain import grounds
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import Connection
from peering.core.observed import Observed
from peering.core.outcome import STATES, outcome
from peering.core.plan import Plan
from peering.core.planning import marks, plan_upkeep
from peering.errors import LookAgainError
from peering.observe import Look, Observer
from peering.perform import Performer
from peering.ports import Clock, Ledger, Reporter


@dataclass(frozen=True, slots=True)
class Upkeep:
    """One pass over an active connection that is our business."""

    observer: Observer
    performer: Performer
    announcer: Announcer
    ledger: Ledger
    approvals: Approvals
    reporter: Reporter
    clock: Clock

    def __call__(self, look: Look, rule: Rule, memory: Memory, drafts: Drafts) -> None:
        """Observe both sides, plan, act, announce. Raises TryLaterError, LookAgainError."""
        connection = look.connection
        observed = self.observer.sides(connection, look.seen_in)
        memory = self._made_our_business(connection, rule, memory)
        quota, now = self.approvals.routes_per_table, self.clock()
        plan = plan_upkeep(observed, rule, memory, quota, now)
        if why := _writes(plan) and too_early(observed, rule, plan.findings, look.attempt):
            raise LookAgainError(why)
        self._mark_incomplete(observed, rule, plan)
        refusals = self.performer.carry_out(connection.id, plan.untagged)
        refusals += self._mark(observed, rule, plan, refusals)
        self.performer.forget_disowned(connection.id, plan, refusals)
        self._come_back_to_tell(observed, plan, refusals)
        said = outcome(observed, rule, memory, plan, refusals, drafts)
        over = tuple(state for state in STATES if state not in map(type, said))
        for announcement in said:
            self._report(announcement, memory)
            self.announcer.announce(announcement, memory, instead_of=over)

    def _mark_incomplete(self, observed: Observed, rule: Rule, plan: Plan) -> None:
        """Write on the connection, before anything else, that it was changed while seen by half.

        Nothing is told of it until both sides are seen, and a sweep that found it in order would
        not bring it back. It finds the tag, however long the side stays closed.
        """
        if observed.unreachable and plan.untagged.actions:
            tags = tuple(marks(observed, rule, "incomplete", self.clock()))
            self.performer.carry_out(observed.connection.id, Plan(actions=tags))

    def _mark(
        self, observed: Observed, rule: Rule, plan: Plan, refusals: tuple[Refusal, ...]
    ) -> tuple[Refusal, ...]:
        """Write on the connection how it stands now, where that has changed."""
        refused = any(not isinstance(r.action, AllowDnsResolution) for r in refusals)
        tags = tuple(a for a in plan.actions if isinstance(a, TagConnection))
        if refused:
            status = None if observed.unreachable else "refused"
            tags = tuple(marks(observed, rule, status, self.clock()))
        return self.performer.carry_out(observed.connection.id, Plan(actions=tags))

    def _come_back_to_tell(
        self, observed: Observed, plan: Plan, refusals: tuple[Refusal, ...]
    ) -> None:
        """Come back if something was written while a side was closed to us.

        Nothing is told of a connection that is seen by half, and a sweep that finds it in order
        would not bring it back.
        """
        done = set(plan.untagged.actions) - {refusal.action for refusal in refusals}
        if observed.unreachable and done and self.performer.mode == "apply":
            raise LookAgainError(
                "a side could not be looked at, so what was done is yet to be told"
            )

    def _report(self, announcement: Announcement, memory: Memory) -> None:
        """Report a conflict for as long as it stands, and how long the first routing took."""
        said = {"connection_id": memory.connection_id}
        if isinstance(announcement, PeeringRouteConflict):
            conflicts = len(announcement.conflicts)
            self.reporter.tell("connection.conflicted", conflicts=conflicts, **said)
        if isinstance(announcement, PeeringRouted) and self._is_first(memory):
            took = self.clock() - memory.decision.at if memory.decision else timedelta()
            self.reporter.tell("connection.routed", seconds=took.total_seconds(), **said)

    def _is_first(self, memory: Memory) -> bool:
        """Tell whether a connection that was accepted for us or by us never had a state before."""
        decided = memory.decision is not None and memory.decision.basis is not Basis.ADOPTED
        before = any(memory.announced_type(state.type) for state in STATES)
        return decided and not before and self.performer.mode == "apply"

    def _made_our_business(self, connection: Connection, rule: Rule, memory: Memory) -> Memory:
        """Adopt a connection that somebody else accepted and that a rule matches."""
        if memory.serves:
            return memory
        decision = Decision(Effect.ACCEPT, Basis.ADOPTED, rule.name, self.clock(), grounds(rule))
        self.ledger.record_decision(connection, decision)
        self.reporter.tell("connection.adopted", connection_id=connection.id, rule=rule.name)
        return replace(memory, decision=decision)


def _writes(plan: Plan) -> bool:
    return any(isinstance(action, CreateRoute | ReplaceRoute) for action in plan.actions)
