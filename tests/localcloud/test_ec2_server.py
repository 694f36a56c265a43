"""EC2 as a server of its own, and what it leaves behind in moto: nothing."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from localcloud.ec2 import Clock, Settings
from localcloud.ec2.clock import NOON
from localcloud.ec2.install import installed
from localcloud.ec2.world import World
from tests.localcloud.ec2_peers import ACCOUNT, DAY, REGION
from tests.localcloud.ec2_server import Server, running


@pytest.fixture
def local() -> Iterator[Server]:
    with running(Clock.standing()) as local:
        yield local


def test_two_accounts_peer_over_the_wire(local: Server) -> None:
    pair = local.peers()
    connection_id = pair.peer()
    assert pair.statuses(connection_id) == ("active", "active")


def test_of_many_who_accept_at_once_one_wins() -> None:
    """The clock is slow to tell the time, so that calls would overtake each other if they could."""

    def slow() -> datetime:
        time.sleep(0.005)
        return NOON

    with running(Clock(slow)) as local:
        pair = local.peers()
        connection_id = pair.request()

        def accept(_: int) -> str:
            try:
                pair.accepter.client.accept_vpc_peering_connection(
                    VpcPeeringConnectionId=connection_id
                )
            except ClientError as error:
                return error.response["Error"]["Code"]
            return "accepted"

        with ThreadPoolExecutor(8) as pool:
            outcomes = sorted(pool.map(accept, range(8)))
    assert outcomes == ["InvalidStateTransition"] * 7 + ["accepted"]


def test_every_answer_has_a_request_id_of_its_own(local: Server) -> None:
    client = local.client(ACCOUNT, REGION)
    ids = {client.describe_vpcs()["ResponseMetadata"]["RequestId"] for _ in range(2)}
    with pytest.raises(ClientError) as caught:
        client.accept_vpc_peering_connection(VpcPeeringConnectionId="pcx-00000000000000000")
    assert len(ids | {caught.value.response["ResponseMetadata"]["RequestId"]}) == 3


def test_an_action_that_is_lacking_is_refused_in_ec2s_own_way(local: Server) -> None:
    with pytest.raises(ClientError) as caught:
        local.client(ACCOUNT, REGION).describe_instance_topology()
    assert caught.value.response["Error"]["Code"] == "InvalidAction"


def test_the_clock_can_be_moved(local: Server) -> None:
    pair = local.peers()
    connection_id = pair.request()
    local.control("clock", {"advance_seconds": 7 * DAY})
    assert pair.requester.status(connection_id) == "expired"
    assert local.control("clock", {"now": "2030-01-01T00:00:00+00:00"}) == (
        200,
        {"now": "2030-01-01T00:00:00+00:00"},
    )
    assert local.control("clock", {})[0] == 400


def test_settings_can_be_changed(local: Server) -> None:
    status, settings = local.control("settings", {"fresh_id_seconds": 5, "throttling": True})
    assert status == 200
    assert settings == local.control("settings")[1]
    pair = local.peers()
    assert pair.requester.status(pair.request()) is None
    assert local.control("settings", {"colour": "red"})[0] == 400


def test_a_reset_forgets_everything_but_the_clock(local: Server) -> None:
    pair = local.peers()
    connection_id = pair.request()
    local.control("reset", {})
    assert pair.requester.status(connection_id) is None
    vpcs = pair.requester.client.describe_vpcs()["Vpcs"]
    assert [vpc["IsDefault"] for vpc in vpcs] == [True]


def test_propagated_routes_can_be_added(local: Server) -> None:
    pair = local.peers()
    told: dict[str, object] = {
        "account_id": ACCOUNT,
        "region": REGION,
        "route_table_id": pair.requester.table_id(),
        "destination": "10.20.0.0/16",
        "gateway_id": "vgw-0123456789abcdef0",
    }
    assert local.control("propagated-routes", told)[0] == 200
    route = pair.requester.route("10.20.0.0/16")
    assert route is not None
    assert route["Origin"] == "EnableVgwRoutePropagation"
    assert local.control("propagated-routes", {**told, "route_table_id": "rtb-0"})[0] == 400


def test_health_is_told_and_other_paths_are_not_found(local: Server) -> None:
    assert local.control("health") == (200, {"status": "ok"})
    assert local.control("weather")[0] == 404


def test_moto_is_itself_again_afterwards() -> None:
    """Alone, moto lets VPCs of one and the same block peer: what the rules are for."""
    with installed(World(Settings(), Clock.standing())):
        pass
    with mock_aws():
        client = boto3.Session("local", "local").client("ec2", region_name=REGION)
        one, other = (client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"] for _ in "ab")
        asked = client.create_vpc_peering_connection(VpcId=one, PeerVpcId=other)
        connection_id = asked["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        answer = client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        assert answer["VpcPeeringConnection"]["Status"]["Code"] == "active"
