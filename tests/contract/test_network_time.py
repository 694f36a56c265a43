"""What every `Network` promises while EC2 is slow, and after the end: the fake, and a local EC2."""

import pytest

from peering.core.actions import (
    AcceptConnection,
    AllowDnsResolution,
    RejectConnection,
    TagConnection,
)
from peering.core.model import RouteState, Side, Status
from peering.ports import LookAgainError, RefusedError
from tests.contract.network_lab import NetworkLab
from tests.contract.peered import UNKNOWN, Peered, requested


def test_a_fresh_id_is_not_there_for_a_while(lab: NetworkLab) -> None:
    lab.pace(invisible=30)
    peered = requested(lab)

    assert lab.network.connection(lab.there, peered.id) is None
    with pytest.raises(LookAgainError):
        peered.accept()
    lab.advance(hours=1)
    peered.accept()
    assert peered.status() is Status.ACTIVE


def test_what_reads_know_writes_may_not_know_yet(lab: NetworkLab) -> None:
    lab.pace(unwritable=30)
    peered = requested(lab)

    assert peered.status() is Status.PENDING_ACCEPTANCE
    for write in (
        peered.accept,
        peered.create,
        lambda: lab.network.perform(TagConnection(lab.here, peered.id, {"Name": "x"})),
        lambda: lab.network.perform(RejectConnection(lab.there, peered.id)),
    ):
        with pytest.raises(LookAgainError):
            write()
    lab.advance(hours=1)
    peered.accept()
    assert peered.status() is Status.ACTIVE


def test_while_initiating_only_the_requester_sees_it(lab: NetworkLab) -> None:
    lab.pace(initiating=30)
    peered = requested(lab)

    assert peered.status() is Status.INITIATING_REQUEST
    assert lab.network.connection(lab.there, peered.id) is None


def test_an_accepted_request_may_still_read_pending(lab: NetworkLab) -> None:
    lab.pace(stale=30)
    peered = requested(lab)
    lab.advance(hours=1)
    peered.accept()

    assert peered.status() is Status.PENDING_ACCEPTANCE
    with pytest.raises(LookAgainError):
        peered.accept()
    lab.advance(hours=1)
    assert peered.status() is Status.ACTIVE


def test_while_provisioning_routes_lead_nowhere_and_options_have_to_wait(lab: NetworkLab) -> None:
    lab.pace(provisioning=30)
    peered = requested(lab)
    peered.accept()
    peered.create()

    assert peered.status() is Status.PROVISIONING
    assert peered.route().state is RouteState.BLACKHOLE
    with pytest.raises(LookAgainError):
        lab.network.perform(AllowDnsResolution(lab.here, peered.id, (Side.REQUESTER,)))
    lab.advance(hours=1)
    assert peered.route().state is RouteState.ACTIVE


@pytest.mark.parametrize("end", ["deleted", "rejected", "expired"])
def test_what_has_ended_cannot_be_accepted(peered: Peered, end: str) -> None:
    lab = peered.lab
    if end == "deleted":
        lab.delete(peered.id)
    elif end == "rejected":
        lab.network.perform(RejectConnection(lab.there, peered.id))
    else:
        lab.advance(hours=7 * 24)

    with pytest.raises(LookAgainError):
        peered.accept()
    assert peered.status() is Status(end)


def test_the_rejecter_sees_it_for_two_hours_and_the_requester_for_two_days(peered: Peered) -> None:
    lab = peered.lab
    lab.network.perform(RejectConnection(lab.there, peered.id))
    seen = []

    for hours in (1, 2, 46):
        lab.advance(hours=hours)
        seen.append(
            tuple(
                lab.network.connection(scope, peered.id) is not None
                for scope in (lab.here, lab.there)
            )
        )

    assert seen == [(True, True), (True, False), (False, False)]


def test_one_connection_a_pair_of_vpcs(lab: NetworkLab) -> None:
    first = requested(lab)
    second = lab.request(first.ours, first.theirs)
    first.accept()

    with pytest.raises(RefusedError) as refused:
        lab.network.perform(AcceptConnection(lab.there, second))
    assert refused.value.code == "VpcPeeringConnectionAlreadyExists"
    assert first.status() is Status.ACTIVE


def test_a_deleted_vpc_takes_its_connection_and_its_tables_along(peered: Peered) -> None:
    lab = peered.lab
    peered.accept()
    peered.create()

    lab.delete_vpc(lab.there, peered.theirs)

    assert peered.status() is Status.DELETED
    assert peered.route().state is RouteState.BLACKHOLE
    assert lab.network.vpcs(lab.there, [peered.theirs]) == ()
    assert lab.network.route_tables(lab.there, [peered.theirs]) == ()


def test_what_is_not_there_can_be_neither_tagged_nor_given_options(lab: NetworkLab) -> None:
    for action in (
        TagConnection(lab.here, UNKNOWN, {"Name": "x"}),
        AllowDnsResolution(lab.here, UNKNOWN, (Side.REQUESTER,)),
        RejectConnection(lab.here, UNKNOWN),
    ):
        with pytest.raises(LookAgainError):
            lab.network.perform(action)


def test_the_other_sides_option_is_refused(peered: Peered) -> None:
    peered.accept()

    with pytest.raises(RefusedError):
        peered.lab.network.perform(AllowDnsResolution(peered.lab.here, peered.id, (Side.ACCEPTER,)))
