"""How a connection is said to stand after a pass, case by case."""

from dataclasses import replace

from peering.core.actions import AllowDnsResolution, CreateRoute, Refusal
from peering.core.announcements import (
    Announcement,
    PeeringFailed,
    PeeringRouteConflict,
    PeeringRouted,
)
from peering.core.approvals import Effect, Rule
from peering.core.blocks import cidr
from peering.core.drafts import Drafts
from peering.core.findings import Conflict, Kept, Missing
from peering.core.memory import Announced, Basis, Decision, Memory, OwnedRoute
from peering.core.model import Side
from peering.core.outcome import outcome
from peering.core.plan import Plan
from tests.core.examples import (
    ACCEPTER,
    NOW,
    PCX,
    REQUESTER,
    approvals,
    observed,
    rule,
    table,
    view,
)

TABLE = table(Side.REQUESTER)
CREATE = CreateRoute(TABLE.scope, PCX, TABLE.id, cidr("10.20.0.0/16"))
MISSING = Missing(Side.REQUESTER, TABLE, cidr("10.20.0.0/16"))
KEPT = Kept(Side.ACCEPTER, table(Side.ACCEPTER), cidr("10.10.0.0/16"))
CONFLICT = Conflict(Side.ACCEPTER, table(Side.ACCEPTER), cidr("10.10.0.0/16"), "in the way")
DNS = AllowDnsResolution(TABLE.scope, PCX, (Side.REQUESTER,))
ADOPTED = Memory(PCX, Decision(Effect.ACCEPT, Basis.ADOPTED, "data", NOW))
ACCEPTED = Memory(PCX, Decision(Effect.ACCEPT, Basis.RULE, "data", NOW))
OWNED = OwnedRoute(TABLE.scope, TABLE.vpc_id, TABLE.id, cidr("10.20.0.0/16"), NOW)
SEEN = observed(view(Side.REQUESTER, TABLE, dns=False), view(Side.ACCEPTER, dns=True))


def said(
    plan: Plan = Plan(),  # noqa: B008 # immutable
    *refusals: Refusal,
    memory: Memory = ACCEPTED,
    by: Rule | None = None,
    unreachable: tuple[Side, ...] = (),
) -> tuple[Announcement, ...]:
    drafts = Drafts(approvals(), "apply", "the-event")
    there = replace(SEEN, unreachable=unreachable)
    return outcome(there, by or rule(), memory, plan, refusals, drafts)


def test_what_stands_and_what_was_written_is_routed() -> None:
    (routed,) = said(Plan(actions=(CREATE,), findings=(MISSING, KEPT)))

    assert isinstance(routed, PeeringRouted)
    assert [route.side for route in routed.routes] == ["requester", "accepter"]
    assert (routed.decided_by, routed.dns, routed.left_to_do) == ("data", ("accepter",), ())


def test_what_ec2_refuses_is_told_with_its_reason_and_is_not_routed() -> None:
    refusal = Refusal(CREATE, "RouteLimitExceeded")

    (failed,) = said(Plan(actions=(CREATE,), findings=(MISSING, KEPT)), refusal)

    assert isinstance(failed, PeeringFailed)
    assert failed.reasons == (f"{CREATE}: RouteLimitExceeded",)


def test_a_conflict_is_told_with_the_routes_that_stand() -> None:
    plan = Plan(actions=(CREATE,), findings=(MISSING, CONFLICT))

    (conflict,) = said(plan)
    assert isinstance(conflict, PeeringRouteConflict)
    assert [route.side for route in conflict.routes] == ["requester"]
    assert [one.reason for one in conflict.conflicts] == ["in the way"]

    both = said(plan, Refusal(CREATE, "no"))
    assert [type(one) for one in both] == [PeeringFailed, PeeringRouteConflict]
    assert both[1].routes == ()  # type: ignore[union-attr]  # as its type says


def test_dns_that_ec2_refuses_is_no_failure_and_its_owner_is_told() -> None:
    dns = rule(dns=True)

    (routed,) = said(Plan(actions=(DNS,)), Refusal(DNS, "no hostnames"), by=dns)
    assert isinstance(routed, PeeringRouted)
    assert routed.dns == ("accepter",)
    assert [left.who for left in routed.left_to_do] == [
        f"the owner of {REQUESTER.id} in {REQUESTER.scope}"
    ]

    (allowed,) = said(Plan(actions=(DNS,)), by=dns)
    assert isinstance(allowed, PeeringRouted)
    assert (allowed.dns, allowed.left_to_do) == (("requester", "accepter"), ())
    assert ACCEPTER.id not in str(routed.left_to_do)


def test_nothing_is_said_while_a_side_cannot_be_looked_at() -> None:
    plan = Plan(actions=(CREATE,), findings=(MISSING,))

    assert said(plan, unreachable=(Side.ACCEPTER,)) == ()


def test_what_stood_before_us_and_lacked_nothing_is_left_to_the_surveys_sum() -> None:
    before = Memory(PCX)

    assert said(memory=ADOPTED) == ()
    assert said(memory=before)
    assert said(memory=ACCEPTED)
    assert said(Plan(actions=(CREATE,)), memory=ADOPTED)
    assert said(Plan(findings=(CONFLICT,)), memory=ADOPTED)
    assert said(memory=replace(ADOPTED, owned=(OWNED,)))
    assert said(memory=replace(ADOPTED, announced=frozenset({Announced("Peering Routed", "1")})))
