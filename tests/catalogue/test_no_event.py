"""What no event tells of, and who may answer where."""

from datetime import timedelta

import pytest

from peering.core.actions import AcceptConnection
from peering.core.announcements import PeeringFailed, PeeringRouted
from peering.core.model import AccountId, Region, Scope
from peering.errors import LookAgainError
from tests.catalogue.estate import ABROAD, STRANGER, Estate
from tests.core.examples import rule
from tests.usecases.program import GOVERNED
from tests.world import ACCEPTER, HOME


def test_overlap_failed_without_an_event(estate: Estate) -> None:
    ours = estate.vpc("10.10.0.0/16")
    theirs = estate.vpc("10.10.128.0/20", ACCEPTER, ABROAD)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule())

    program.sweep()
    program.sweep()

    assert ours.status(pcx) == "failed"
    (failed,) = estate.world.bus.announcements
    assert isinstance(failed, PeeringFailed)
    assert "overlap" in failed.reasons[0]
    assert estate.asked.writes == []


def test_a_pending_request_comes_to_overlap_without_an_event(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program()
    program.requested(pcx)
    theirs.client.associate_vpc_cidr_block(VpcId=theirs.vpc_id, CidrBlock="10.10.128.0/20")

    program.approvals = estate.program(rule()).approvals
    program.sweep()

    assert ours.status(pcx) == "failed"
    assert estate.world.bus.types == ["Peering Held", "Peering Failed"]
    assert estate.asked.writes == []


@pytest.mark.parametrize("requester_is_ours", [True, False])
def test_expired_without_an_event(estate: Estate, requester_is_ours: bool) -> None:  # noqa: FBT001 # either side may be all that we see
    account = "111122223333" if requester_is_ours else STRANGER
    asking, asked = estate.vpc("10.10.0.0/16", account), estate.vpc("10.20.0.0/16", ACCEPTER)
    pcx = estate.request(asking, asked)
    program = estate.program()
    program.requested(pcx)
    estate.world.clock.advance(days=7, hours=1)

    program.sweep()
    program.sweep()

    assert asking.status(pcx) == "expired"
    assert estate.world.bus.types == ["Peering Held", "Peering Failed"]
    failed = estate.world.bus.announcements[-1]
    assert isinstance(failed, PeeringFailed)
    assert "within seven days" in failed.reasons[0]


def test_accept_is_refused_to_the_wrong_side(estate: Estate) -> None:
    ours = estate.vpc("10.10.0.0/16")
    vendor = estate.vpc("10.70.0.0/16", STRANGER)
    pcx = estate.request(ours, vendor)
    program = estate.program(rule())

    program.requested(pcx)
    with pytest.raises(LookAgainError):
        estate.world.network.perform(
            AcceptConnection(Scope(AccountId("111122223333"), Region(HOME)), pcx)
        )

    assert ours.status(pcx) == "pending-acceptance"
    assert estate.world.bus.types == []


def test_accept_is_refused_in_the_wrong_region(estate: Estate) -> None:
    ours, theirs = estate.vpc("10.10.0.0/16"), estate.vpc("10.20.0.0/16", region=ABROAD)
    pcx = estate.request(ours, theirs)
    with pytest.raises(LookAgainError):
        estate.world.network.perform(
            AcceptConnection(Scope(AccountId("111122223333"), Region(HOME)), pcx)
        )
    assert ours.status(pcx) == "pending-acceptance"
    estate.asked.forget()

    estate.program(rule()).requested(pcx)

    assert ours.status(pcx) == "active"
    (accepted,) = estate.asked.of("AcceptVpcPeeringConnection")
    assert accepted.scope.region == ABROAD
    assert len(estate.routes_to(pcx)) == 2


def test_a_role_that_may_not_accept_is_told_and_changes_nothing(estate: Estate) -> None:
    pcx = estate.request(*estate.pair())
    program = estate.program(rule())
    for encoded in ("5xGKvqYpXJ0-another-each-time", "Zt81bW3nQ4c-another-each-time"):
        estate.ec2.refuse(
            "AcceptVpcPeeringConnection",
            "UnauthorizedOperation",
            "You are not authorized to perform this operation. User: arn:aws:sts::444455556666:"
            "assumed-role/vpc-peering-accept/accept is not authorized to perform: "
            "ec2:AcceptVpcPeeringConnection because no identity-based policy allows it. "
            f"Encoded authorization failure message: {encoded}",
            status=403,
        )

    program.requested(pcx)
    program.sweep()

    assert estate.asked.writes == ["AcceptVpcPeeringConnection"] * 2
    (failed,) = estate.world.bus.announcements
    assert isinstance(failed, PeeringFailed)
    assert "UnauthorizedOperation" in failed.reasons[0]
    assert "vpc-peering-accept" in failed.reasons[0]
    program.sweep()  # the role has been mended
    assert len(estate.routes_to(pcx)) == 2


def test_a_requester_outside_the_organisation_is_routed_on_our_side_and_named(
    estate: Estate,
) -> None:
    outside = estate.vpc("10.70.0.0/16", STRANGER)
    ours = estate.vpc("10.20.0.0/16", ACCEPTER)
    pcx = estate.request(outside, ours)
    program = estate.program(rule(requester=rule().accepter, one_sided=True))

    program.sweep()

    assert estate.routes_to(pcx) == {(ours.table_id(), "10.70.0.0/16")}
    (routed,) = [a for a in estate.world.bus.announcements if isinstance(a, PeeringRouted)]
    assert STRANGER in routed.left_to_do[0].who
    assert "--destination-cidr-block 10.20.0.0/16" in routed.left_to_do[0].command
    assert {ask.scope for ask in estate.asked.made} <= GOVERNED


def test_an_approval_given_after_expiry_accepts_nothing(estate: Estate) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    program = estate.program()
    program.requested(pcx)
    estate.world.clock.advance(days=7)

    program.approvals = estate.program(rule()).approvals
    program.requested(pcx)
    program.sweep()

    assert theirs.status(pcx) == "expired"
    assert estate.asked.writes == []
    assert estate.world.bus.types == ["Peering Held", "Peering Failed"]


def test_a_request_that_expires_between_look_and_accept_is_told_as_expired(
    estate: Estate,
) -> None:
    ours, theirs = estate.pair()
    pcx = estate.request(ours, theirs)
    estate.world.clock.advance(days=6, hours=23)
    estate.ec2.meanwhile(
        "AcceptVpcPeeringConnection",
        lambda: estate.world.clock.advance(seconds=timedelta(hours=2).total_seconds()),
    )
    program = estate.program(rule())

    program.requested(pcx)

    assert theirs.status(pcx) == "expired"
    assert estate.world.bus.types == ["Peering Failed"]
    assert estate.routes_to(pcx) == set()
