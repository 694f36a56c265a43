"""How a connection stands after a pass of upkeep, as announcements."""

from peering.core.actions import AllowDnsResolution, CreateRoute, Refusal, ReplaceRoute
from peering.core.announcements import (
    Announcement,
    PeeringCleaned,
    PeeringFailed,
    PeeringFrozen,
    PeeringRouteConflict,
    PeeringRouted,
    PeeringUnapproved,
)
from peering.core.approvals import Rule
from peering.core.drafts import Drafts
from peering.core.findings import Finding, Kept
from peering.core.memory import Basis, Memory
from peering.core.model import Side
from peering.core.observed import Observed
from peering.core.plan import Plan

# A connection is in one of these states at a time: being in one ends the others.
STATES = (
    PeeringRouted,
    PeeringRouteConflict,
    PeeringUnapproved,
    PeeringFailed,
    PeeringFrozen,
    PeeringCleaned,
)


def outcome(  # noqa: PLR0913, PLR0917 # a state is told from all that led to it
    observed: Observed,
    rule: Rule,
    memory: Memory,
    plan: Plan,
    refusals: tuple[Refusal, ...],
    drafts: Drafts,
) -> tuple[Announcement, ...]:
    """Say how the connection stands now that *plan* was carried out, but for *refusals*.

    Nothing is said of a connection that stood before us and lacked nothing (survey sums these
    up, one message a scope), nor while a side could not be looked at.
    """
    if observed.unreachable or _stood_before_us(memory, plan):
        return ()
    routes = _standing_routes(plan, refusals)
    troubles: list[Announcement] = []
    refused = [r for r in refusals if not isinstance(r.action, AllowDnsResolution)]
    if refused:
        reasons = tuple(f"{refusal.action}: {refusal.reason}" for refusal in refused)
        troubles.append(drafts.failed(observed.connection, reasons))
    if plan.obstacles:
        troubles.append(drafts.conflict(observed.connection, rule, routes, plan.obstacles))
    if troubles:
        return tuple(troubles)
    resolving = _resolving(observed, plan, refusals)
    lacking = tuple(
        observed.connection.vpc(view.side)
        for view in observed.views
        if rule.dns and view.side not in resolving
    )
    return (drafts.routed(observed.connection, rule, routes, resolving, lacking),)


def _stood_before_us(memory: Memory, plan: Plan) -> bool:
    adopted = memory.decision is not None and memory.decision.basis is Basis.ADOPTED
    return adopted and not (plan.actions or plan.obstacles or memory.owned or memory.announced)


def _standing_routes(plan: Plan, refusals: tuple[Refusal, ...]) -> tuple[Finding, ...]:
    refused = [refusal.action for refusal in refusals]
    written = {
        (action.table_id, action.destination)
        for action in plan.actions
        if isinstance(action, CreateRoute | ReplaceRoute) and action not in refused
    }
    return tuple(
        finding
        for finding in plan.findings
        if isinstance(finding, Kept) or (finding.table.id, finding.destination) in written
    )


def _resolving(observed: Observed, plan: Plan, refusals: tuple[Refusal, ...]) -> tuple[Side, ...]:
    refused = [refusal.action for refusal in refusals]
    allowed = {
        side
        for action in plan.actions
        if isinstance(action, AllowDnsResolution) and action not in refused
        for side in action.sides
    }
    return tuple(view.side for view in observed.views if view.dns or view.side in allowed)
