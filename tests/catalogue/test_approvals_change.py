"""The approvals change under a connection: no live route is ever touched for it."""

from dataclasses import replace
from datetime import date

import pytest

from peering.core.announcements import PeeringUnapproved
from peering.core.approvals import Conditions, Effect, Rule
from peering.intake.settings import SettingsError
from tests.catalogue.deployment import Deployment, requested, routes
from tests.catalogue.estate import Estate
from tests.core.examples import cidrs, rule

WITHDRAWN: tuple[Rule, ...] = ()
CHANGES = {
    "withdrawn": WITHDRAWN,
    "held": (rule(), rule(name="stop", effect=Effect.HOLD)),
    "rejected": (rule(), rule(name="no", effect=Effect.REJECT)),
    "narrowed to others": (rule(requester=Conditions(accounts=("999999999999",))),),
    "narrowed to less": (rule(accepter=Conditions(cidrs=cidrs("10.20.0.0/24"))),),
}


@pytest.mark.parametrize("rules", CHANGES.values(), ids=CHANGES)
def test_the_approvals_change_between_accept_and_route(
    estate: Estate, rules: tuple[Rule, ...]
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.accept(program.mention(pcx))
    assert ours.status(pcx) == "active"

    program.approvals = estate.program(*rules).approvals
    program.run()
    program.sweep()

    assert estate.routes_to(pcx) == set()
    assert ours.status(pcx) == "active"
    assert estate.world.bus.types == ["Peering Accepted", "Peering Unapproved"]
    program.approvals = estate.program(rule()).approvals
    program.sweep()
    assert len(estate.routes_to(pcx)) == 2


@pytest.mark.parametrize("rules", CHANGES.values(), ids=CHANGES)
def test_a_rule_is_withdrawn_later(estate: Estate, rules: tuple[Rule, ...]) -> None:
    pcx = estate.request(*estate.pair())
    program = estate.program(rule())
    program.requested(pcx)
    before = estate.routes_to(pcx)
    estate.asked.forget()

    program.approvals = estate.program(*rules).approvals
    program.sweep()
    program.changed(pcx)

    assert estate.routes_to(pcx) == before
    assert set(estate.asked.writes) == {"CreateTags"}  # owners are told, and that is all
    (unapproved,) = [a for a in estate.world.bus.announcements if isinstance(a, PeeringUnapproved)]
    assert unapproved.reasons


def test_a_rule_ends_later(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    late = estate.request(ours, estate.vpc("10.30.0.0/16", theirs.account_id))
    program = estate.program(rule(until=date(2026, 11, 21)))
    program.requested(pcx)
    before = estate.routes_to(pcx)
    estate.world.clock.advance(days=2)
    estate.asked.forget()

    program.requested(late)
    program.sweep()

    assert estate.routes_to(pcx) == before
    assert set(estate.asked.writes) == {"CreateTags"}  # owners are told, and that is all
    assert ours.status(late) == "pending-acceptance"
    assert sorted(estate.world.bus.types[2:]) == ["Peering Held", "Peering Unapproved"]
    estate.world.clock.advance(days=2)
    program.sweep()
    assert len(estate.world.bus.types) == 4  # what was said is not said again every day


def test_a_rule_that_is_gone_cleans_up_all_the_same_after_the_end(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    program.approvals = estate.program().approvals
    ours.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    program.sweep()

    assert estate.routes_to(pcx) == set()
    assert theirs.status(pcx) == "deleted"


def test_a_governed_account_is_withdrawn_later(estate: Estate) -> None:
    """Its routes stay as they are, and it is not even looked at."""
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())
    program.requested(pcx)
    before = estate.routes_to(pcx)
    estate.asked.forget()

    kept = frozenset(s for s in program.approvals.governed if s.account_id == ours.account_id)
    program.approvals = replace(program.approvals, governed=kept)
    program.sweep()
    program.changed(pcx)

    assert estate.routes_to(pcx) == before
    assert {ask.scope.account_id for ask in estate.asked.made} == {ours.account_id}


def test_the_approvals_file_is_broken_later(hub: Deployment) -> None:
    pair = hub.pair()
    pcx = pair.request()
    hub.happened("accept", requested(pair, pcx))
    pair.accepter.client.delete_route(
        RouteTableId=pair.accepter.table_id(), DestinationCidrBlock="10.10.0.0/16"
    )

    with hub.hub.told("PEERING_APPROVALS_FILE", "broken.yaml"):
        for function in ("accept", "route"):
            with pytest.raises(SettingsError):
                hub.happened(function, requested(pair, pcx))

    assert pair.statuses(pcx) == ("active", "active")
    assert routes(pair) == (True, False)
    hub.happened("route", requested(pair, pcx))
    assert routes(pair) == (True, True)
