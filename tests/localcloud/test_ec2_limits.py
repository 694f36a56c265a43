"""Quotas and throttling."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from localcloud.ec2 import Clock, LocalEc2, Settings, local_ec2
from localcloud.ec2.clock import NOON
from localcloud.ec2.rates import RATES, Buckets
from localcloud.ec2.scope import Scope
from tests.localcloud.ec2_peers import ACCOUNT, OTHER_REGION, REGION, Peers, end, peers, refused


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def test_a_table_holds_so_many_static_routes_of_each_family(ec2: LocalEc2) -> None:
    ec2.make(routes_per_table=2)
    pair = peers(ec2)
    client, table_id, connection_id = pair.requester.client, pair.requester.table_id(), pair.peer()
    ec2.propagate_route(ACCOUNT, REGION, table_id, "10.99.0.0/16", "vgw-0123456789abcdef0")
    for block in ("10.20.0.0/17", "10.20.128.0/17"):
        client.create_route(
            RouteTableId=table_id, DestinationCidrBlock=block, VpcPeeringConnectionId=connection_id
        )
    with refused("RouteLimitExceeded"):
        client.create_route(
            RouteTableId=table_id,
            DestinationCidrBlock="10.21.0.0/16",
            VpcPeeringConnectionId=connection_id,
        )
    client.create_route(
        RouteTableId=table_id,
        DestinationIpv6CidrBlock="2001:db8::/56",
        VpcPeeringConnectionId=connection_id,
    )


def test_a_prefix_list_counts_for_as_many_routes_as_it_may_hold(ec2: LocalEc2) -> None:
    ec2.make(routes_per_table=10)
    pair = peers(ec2)
    client, table_id, connection_id = pair.requester.client, pair.requester.table_id(), pair.peer()
    nine, two = (
        client.create_managed_prefix_list(
            PrefixListName="peers", MaxEntries=most, AddressFamily="IPv4", Entries=[]
        )["PrefixList"]["PrefixListId"]
        for most in (9, 2)  # not full, and they count all the same
    )
    client.create_route(
        RouteTableId=table_id, DestinationPrefixListId=nine, VpcPeeringConnectionId=connection_id
    )
    with refused("RouteLimitExceeded"):
        client.create_route(
            RouteTableId=table_id,
            DestinationPrefixListId=two,
            VpcPeeringConnectionId=connection_id,
        )
    client.create_route(
        RouteTableId=table_id,
        DestinationCidrBlock="10.20.0.0/16",
        VpcPeeringConnectionId=connection_id,
    )


def test_a_vpc_has_so_many_route_tables(ec2: LocalEc2) -> None:
    ec2.make(route_tables_per_vpc=2)
    vpc = end(ec2, "10.10.0.0/16")
    vpc.client.create_route_table(VpcId=vpc.vpc_id)
    with refused("RouteTableLimitExceeded"):
        vpc.client.create_route_table(VpcId=vpc.vpc_id)


def test_so_many_requests_may_be_outstanding(ec2: LocalEc2) -> None:
    ec2.make(outstanding_requests=2)
    pair = peers(ec2)
    first = pair.request()
    pair.request()
    with refused("OutstandingVpcPeeringConnectionLimitExceeded"):
        pair.request()
    pair.accepter.client.reject_vpc_peering_connection(VpcPeeringConnectionId=first)
    pair.request()


def test_a_vpc_has_so_many_active_peerings(ec2: LocalEc2) -> None:
    ec2.make(active_connections_per_vpc=1)
    hub = end(ec2, "10.10.0.0/16")
    Peers(end(ec2, "10.20.0.0/16"), hub).peer()
    with refused("ActiveVpcPeeringConnectionPerVpcLimitExceeded"):
        Peers(end(ec2, "10.30.0.0/16"), hub).peer()


def test_the_quotas_are_those_of_a_new_account() -> None:
    settings = Settings()
    assert settings.routes_per_table == 500
    assert settings.route_tables_per_vpc == 200
    assert settings.outstanding_requests == 25
    assert settings.active_connections_per_vpc == 50


def test_an_empty_bucket_throttles_its_action_in_its_scope_until_it_refills(
    ec2: LocalEc2,
) -> None:
    ec2.make(throttling=True)
    client, elsewhere = ec2.client(ACCOUNT, REGION), ec2.client(ACCOUNT, OTHER_REGION)
    for _ in range(100):
        client.describe_vpcs()
    with refused("RequestLimitExceeded"):
        client.describe_vpcs()
    elsewhere.describe_vpcs()
    client.describe_route_tables()
    ec2.clock.advance(0.1)
    client.describe_vpcs()
    client.describe_vpcs()
    with refused("RequestLimitExceeded"):
        client.describe_vpcs()


def test_nothing_is_throttled_unless_wanted(ec2: LocalEc2) -> None:
    client = ec2.client(ACCOUNT, REGION)
    for _ in range(101):
        client.describe_vpcs()


def test_a_thousand_routes_take_190_seconds() -> None:
    clock, buckets = Clock.standing(), Buckets()
    scope, rate = Scope(ACCOUNT, REGION), RATES["CreateRoute"]
    for number in range(1000):
        if number >= rate.bucket:
            clock.advance(1 / rate.refill)
        buckets.take("CreateRoute", scope, clock.now())
    assert clock.now() - NOON == timedelta(seconds=190)


@pytest.mark.parametrize(
    "told", [{"colour": 1}, {"throttling": 1}, {"page_size": 0.5}, {"fresh_id_seconds": -1}]
)
def test_a_setting_that_makes_no_sense_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(told))):
        Settings().changed(told)
