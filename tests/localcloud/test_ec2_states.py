"""The states of a connection, and who sees them for how long."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import (
    DAY,
    HOUR,
    MINUTE,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    THIRD_ACCOUNT,
    Peers,
    end,
    peers,
    refused,
)

BRIEF, LONG = 2 * HOUR, 2 * DAY


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def test_create_answers_initiating_request_and_the_next_look_reads_pending(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    answer = pair.requester.client.create_vpc_peering_connection(
        VpcId=pair.requester.vpc_id,
        PeerVpcId=pair.accepter.vpc_id,
        PeerOwnerId=OTHER_ACCOUNT,
        PeerRegion=OTHER_REGION,
    )["VpcPeeringConnection"]
    assert answer["Status"]["Code"] == "initiating-request"
    assert pair.statuses(answer["VpcPeeringConnectionId"]) == ("pending-acceptance",) * 2


def test_while_initiating_only_the_requester_sees_it(ec2: LocalEc2) -> None:
    ec2.make(initiating_seconds=10)
    pair = peers(ec2)
    connection_id = pair.request()
    assert pair.statuses(connection_id) == ("initiating-request", None)
    ec2.clock.advance(10)
    assert pair.statuses(connection_id) == ("pending-acceptance",) * 2


def test_accept_answers_provisioning_and_the_next_look_shows_it_active(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    answer = pair.accepter.client.accept_vpc_peering_connection(
        VpcPeeringConnectionId=connection_id
    )
    assert answer["VpcPeeringConnection"]["Status"]["Code"] == "provisioning"
    assert pair.statuses(connection_id) == ("active", "active")


def test_provisioning_can_take_a_while(ec2: LocalEc2) -> None:
    ec2.make(provisioning_seconds=MINUTE)
    pair = peers(ec2)
    connection_id = pair.peer()
    assert pair.statuses(connection_id) == ("provisioning",) * 2
    ec2.clock.advance(MINUTE)
    assert pair.statuses(connection_id) == ("active", "active")


def test_a_request_expires_after_seven_days_and_is_gone_after_two_more(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    told = pair.accepter.connection(connection_id)["ExpirationTime"]
    assert (told - ec2.clock.now()).total_seconds() == 7 * DAY
    ec2.clock.advance(7 * DAY - 1)
    assert pair.statuses(connection_id) == ("pending-acceptance",) * 2
    ec2.clock.advance(1)
    assert pair.statuses(connection_id) == ("expired", "expired")
    with refused("InvalidStateTransition", "from expired to provisioning"):
        pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    ec2.clock.advance(LONG)
    assert pair.statuses(connection_id) == (None, None)


def test_an_accepted_connection_never_expires(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    ec2.clock.advance(400 * DAY)
    assert pair.statuses(connection_id) == ("active", "active")


def test_rejected_is_shown_two_days_to_the_requester_two_hours_to_the_accepter(
    ec2: LocalEc2,
) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    pair.accepter.client.reject_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    ec2.clock.advance(BRIEF - 1)
    assert pair.statuses(connection_id) == ("rejected", "rejected")
    ec2.clock.advance(1)
    assert pair.statuses(connection_id) == ("rejected", None)
    ec2.clock.advance(LONG - BRIEF)
    assert pair.statuses(connection_id) == (None, None)


def test_deleted_is_shown_two_hours_to_the_deleter_two_days_to_the_other(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    pair.accepter.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert pair.statuses(connection_id) == ("deleted", "deleted")
    ec2.clock.advance(BRIEF)
    assert pair.statuses(connection_id) == ("deleted", None)
    ec2.clock.advance(LONG - BRIEF)
    assert pair.statuses(connection_id) == (None, None)


def test_within_one_account_the_deleted_are_shown_for_two_hours(ec2: LocalEc2) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16"))
    connection_id = pair.peer()
    pair.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert pair.statuses(connection_id) == ("deleted", "deleted")
    ec2.clock.advance(BRIEF)
    assert pair.statuses(connection_id) == (None, None)


def test_deleting_takes_a_while_across_regions_only(ec2: LocalEc2) -> None:
    ec2.make(deleting_seconds=MINUTE)
    across, within = peers(ec2), Peers(end(ec2, "10.1.0.0/16"), end(ec2, "10.2.0.0/16"))
    for pair, first in ((across, "deleting"), (within, "deleted")):
        connection_id = pair.peer()
        pair.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        assert pair.statuses(connection_id) == (first, first)
        ec2.clock.advance(MINUTE)
        assert pair.statuses(connection_id) == ("deleted", "deleted")


@pytest.mark.parametrize(
    ("vpc_id", "account_id", "region"),
    [
        ("vpc-00000000000000000", OTHER_ACCOUNT, OTHER_REGION),
        (None, THIRD_ACCOUNT, OTHER_REGION),
        (None, OTHER_ACCOUNT, REGION),
    ],
)
def test_a_wrong_vpc_account_or_region_fails_and_only_the_requester_sees_it_for_two_hours(
    ec2: LocalEc2, vpc_id: str | None, account_id: str, region: str
) -> None:
    pair = peers(ec2)
    connection_id = pair.requester.client.create_vpc_peering_connection(
        VpcId=pair.requester.vpc_id,
        PeerVpcId=vpc_id or pair.accepter.vpc_id,
        PeerOwnerId=account_id,
        PeerRegion=region,
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    assert pair.statuses(connection_id) == ("failed", None)
    ec2.clock.advance(BRIEF)
    assert pair.statuses(connection_id) == (None, None)


def test_overlapping_blocks_fail_with_the_one_message_for_all_causes(ec2: LocalEc2) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.10.128.0/20", OTHER_ACCOUNT))
    seen = pair.requester.connection(pair.request())
    assert seen["Status"] == {
        "Code": "failed",
        "Message": "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
    }
    assert "CidrBlock" not in seen["AccepterVpcInfo"]


def test_deleting_a_vpc_deletes_its_peerings(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    pair.accepter.client.delete_vpc(VpcId=pair.accepter.vpc_id)
    assert pair.statuses(connection_id) == ("deleted", "deleted")
    seen = pair.requester.connection(connection_id)
    assert seen["AccepterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": "10.20.0.0/16"}]
