"""EC2 is eventually consistent, and shows a connection to its two ends alone."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import (
    ACCOUNT,
    OTHER_REGION,
    REGION,
    THIRD_ACCOUNT,
    peers,
    refused,
)


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def test_only_the_two_ends_see_a_connection(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    for account_id, region in ((THIRD_ACCOUNT, REGION), (ACCOUNT, OTHER_REGION)):
        stranger = ec2.client(account_id, region)
        assert stranger.describe_vpc_peering_connections()["VpcPeeringConnections"] == []
        with refused("InvalidVpcPeeringConnectionID.NotFound"):
            stranger.describe_vpc_peering_connections(VpcPeeringConnectionIds=[connection_id])


def test_a_fresh_id_is_unknown_for_a_while(ec2: LocalEc2) -> None:
    ec2.make(fresh_id_seconds=5)
    pair = peers(ec2)
    connection_id = pair.request()
    assert pair.statuses(connection_id) == (None, None)
    with refused("InvalidVpcPeeringConnectionID.NotFound"):
        pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    ec2.clock.advance(5)
    assert pair.statuses(connection_id) == ("pending-acceptance",) * 2


def test_an_accepted_connection_can_still_read_pending(ec2: LocalEc2) -> None:
    ec2.make(stale_read_seconds=5)
    pair = peers(ec2)
    connection_id = pair.peer()
    assert pair.statuses(connection_id) == ("pending-acceptance",) * 2
    assert "CidrBlock" not in pair.requester.connection(connection_id)["AccepterVpcInfo"]
    with refused("InvalidStateTransition", "from active to provisioning"):
        pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    ec2.clock.advance(5)
    assert pair.statuses(connection_id) == ("active", "active")
