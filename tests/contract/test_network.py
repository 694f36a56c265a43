"""What every `Network` promises of connections and VPCs: the fake, and boto3 on a local EC2."""

import pytest

from peering.core.actions import (
    AcceptConnection,
    AllowDnsResolution,
    RejectConnection,
    TagConnection,
)
from peering.core.model import Side, Status, VpcId
from peering.errors import LookAgainError, RefusedError
from tests.contract.network_lab import NetworkLab, blocks
from tests.contract.peered import THEIR_BLOCK, UNKNOWN, Peered


def test_an_unknown_connection_is_none(lab: NetworkLab) -> None:
    assert lab.network.connection(lab.here, UNKNOWN) is None


def test_both_scopes_see_a_request_with_its_ends(peered: Peered) -> None:
    for scope in (peered.lab.here, peered.lab.there):
        seen = peered.lab.network.connection(scope, peered.id)

        assert seen is not None
        assert seen.status is Status.PENDING_ACCEPTANCE
        assert (seen.requester.scope, seen.requester.id) == (peered.lab.here, peered.ours)
        assert (seen.accepter.scope, seen.accepter.id) == (peered.lab.there, peered.theirs)
        assert seen.requester.cidrs == blocks("10.10.0.0/16")


def test_an_accepted_request_becomes_active_and_shows_both_ends_blocks(peered: Peered) -> None:
    peered.accept()

    seen = peered.lab.network.connection(peered.lab.here, peered.id)
    assert seen is not None
    assert seen.status is Status.ACTIVE
    assert seen.accepter.cidrs == (THEIR_BLOCK,)


def test_accepting_twice_asks_to_look_again(peered: Peered) -> None:
    peered.accept()

    with pytest.raises(LookAgainError):
        peered.accept()
    assert peered.status() is Status.ACTIVE


def test_only_the_accepter_can_accept(peered: Peered) -> None:
    with pytest.raises(LookAgainError):
        peered.lab.network.perform(AcceptConnection(peered.lab.here, peered.id))
    assert peered.status() is Status.PENDING_ACCEPTANCE


def test_accepting_what_is_not_there_asks_to_look_again(lab: NetworkLab) -> None:
    with pytest.raises(LookAgainError):
        lab.network.perform(AcceptConnection(lab.there, UNKNOWN))


def test_a_rejected_request_is_rejected(peered: Peered) -> None:
    peered.lab.network.perform(RejectConnection(peered.lab.there, peered.id))

    assert peered.status() is Status.REJECTED


def test_a_connection_is_listed_once_whichever_end_is_asked_for(peered: Peered) -> None:
    network = peered.lab.network

    assert [c.id for c in network.connections(peered.lab.here)] == [peered.id]
    assert [c.id for c in network.connections(peered.lab.here, peered.ours)] == [peered.id]
    assert [c.id for c in network.connections(peered.lab.there, peered.theirs)] == [peered.id]


def test_statuses_leave_out_what_is_not_there(peered: Peered) -> None:
    statuses = peered.lab.network.statuses(peered.lab.here, [peered.id, UNKNOWN])

    assert statuses == {peered.id: Status.PENDING_ACCEPTANCE}


def test_vpcs_come_with_blocks_and_tags_and_absent_ones_are_left_out(peered: Peered) -> None:
    asked = [peered.ours, VpcId("vpc-0fffffffffffffff0"), peered.theirs]

    (vpc,) = peered.lab.network.vpcs(peered.lab.here, asked)

    assert (vpc.id, vpc.scope, vpc.unsettled) == (peered.ours, peered.lab.here, False)
    assert vpc.cidrs == blocks("10.10.0.0/16")
    assert vpc.tags == {"tier": "data"}


def test_asking_for_no_vpcs_gives_none(peered: Peered) -> None:
    assert peered.lab.network.vpcs(peered.lab.here, []) == ()
    assert peered.lab.network.route_tables(peered.lab.here, []) == ()


def test_tags_are_added_to_those_that_are_there(peered: Peered) -> None:
    for tags in ({"Name": "theirs to keep"}, {"vpc-peering:rule": "open"}):
        peered.lab.network.perform(TagConnection(peered.lab.here, peered.id, tags))

    seen = peered.lab.network.connection(peered.lab.here, peered.id)
    assert seen is not None
    assert seen.tags == {"Name": "theirs to keep", "vpc-peering:rule": "open"}


def test_each_side_shows_its_own_dns_option(peered: Peered) -> None:
    peered.accept()

    peered.lab.network.perform(AllowDnsResolution(peered.lab.here, peered.id, (Side.REQUESTER,)))

    seen = peered.lab.network.connection(peered.lab.here, peered.id)
    assert seen is not None
    assert seen.dns == {Side.REQUESTER: True}


def test_a_side_without_dns_hostnames_is_refused_by_its_code(peered: Peered) -> None:
    peered.accept()
    peered.lab.disable_dns(peered.lab.here, peered.ours)

    with pytest.raises(RefusedError) as refused:
        peered.lab.network.perform(
            AllowDnsResolution(peered.lab.here, peered.id, (Side.REQUESTER,))
        )
    assert refused.value.code == "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled"


def test_dns_of_a_connection_that_is_not_active_asks_to_look_again(peered: Peered) -> None:
    with pytest.raises(LookAgainError):
        peered.lab.network.perform(
            AllowDnsResolution(peered.lab.here, peered.id, (Side.REQUESTER,))
        )


def test_the_other_accounts_options_and_tags_are_not_shown(peered: Peered) -> None:
    peered.accept()
    peered.lab.network.perform(AllowDnsResolution(peered.lab.here, peered.id, (Side.REQUESTER,)))
    peered.lab.network.perform(TagConnection(peered.lab.here, peered.id, {"Name": "ours"}))

    seen = peered.lab.network.connection(peered.lab.there, peered.id)

    assert seen is not None
    assert seen.dns == {Side.ACCEPTER: False}
    assert seen.tags == {}


def test_the_accepters_blocks_are_hidden_while_the_request_is_pending(peered: Peered) -> None:
    seen = peered.lab.network.connection(peered.lab.there, peered.id)

    assert seen is not None
    assert seen.accepter.cidrs == ()
    assert seen.expires_at is not None


def test_a_request_for_overlapping_vpcs_fails_and_only_its_requester_sees_it(
    lab: NetworkLab,
) -> None:
    ours, theirs = lab.vpc(lab.here, "10.10.0.0/16"), lab.vpc(lab.there, "10.10.0.0/16")

    connection_id = lab.request(ours, theirs)

    seen = lab.network.connection(lab.here, connection_id)
    assert seen is not None
    assert seen.status is Status.FAILED
    assert lab.network.connection(lab.there, connection_id) is None


def test_a_request_that_nobody_answers_expires(peered: Peered) -> None:
    peered.lab.advance(hours=7 * 24)

    assert peered.status() is Status.EXPIRED


def test_secondary_blocks_are_shown_at_both_ends(peered: Peered) -> None:
    peered.accept()

    peered.lab.associate(peered.lab.there, peered.theirs, "10.21.0.0/16")

    for scope in (peered.lab.here, peered.lab.there):
        seen = peered.lab.network.connection(scope, peered.id)
        assert seen is not None
        assert seen.accepter.cidrs == blocks("10.20.0.0/16", "10.21.0.0/16")
    (vpc,) = peered.lab.network.vpcs(peered.lab.there, [peered.theirs])
    assert vpc.cidrs == blocks("10.20.0.0/16", "10.21.0.0/16")
