"""What every `Network` promises: run against the fake, and against boto3 on a local EC2."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from localcloud.ec2 import local_ec2
from peering.core.actions import (
    AcceptConnection,
    AllowDnsResolution,
    CreateRoute,
    DeleteRoute,
    RejectConnection,
    ReplaceRoute,
    TagConnection,
)
from peering.core.model import (
    ConnectionId,
    Route,
    RouteOrigin,
    RouteState,
    RouteTable,
    RouteTableId,
    Side,
    Status,
    Target,
    TargetKind,
    VpcId,
    cidr,
)
from peering.ports import LookAgainError, RefusedError
from tests.contract.network_lab import FakeLab, NetworkLab, blocks, labs_on

UNKNOWN = ConnectionId("pcx-0ffffffffffffffff")
THEIR_BLOCK = cidr("10.20.0.0/16")


@dataclass(frozen=True)
class Peered:
    """A connection requested by `here`, and the requester's main route table."""

    lab: NetworkLab
    ours: VpcId
    theirs: VpcId
    id: ConnectionId
    table: RouteTableId

    def route_table(self) -> RouteTable:
        """The requester's main route table, as it is now."""
        (table,) = self.lab.network.route_tables(self.lab.here, [self.ours])
        return table

    def accept(self) -> None:
        """Accept the request, through the port."""
        self.lab.network.perform(AcceptConnection(self.lab.there, self.id))

    def status(self) -> Status:
        """The status that the requester sees."""
        seen = self.lab.network.connection(self.lab.here, self.id)
        assert seen is not None
        return seen.status


@pytest.fixture(scope="module")
def local_labs() -> Iterator[Iterator[NetworkLab]]:
    with local_ec2() as ec2:
        yield labs_on(ec2)


@pytest.fixture(params=["fake", "local EC2"])
def lab(request: pytest.FixtureRequest, local_labs: Iterator[NetworkLab]) -> NetworkLab:
    return FakeLab() if request.param == "fake" else next(local_labs)


@pytest.fixture
def peered(lab: NetworkLab) -> Peered:
    ours = lab.vpc(lab.here, "10.10.0.0/16", {"tier": "data"})
    theirs = lab.vpc(lab.there, "10.20.0.0/16")
    return Peered(lab, ours, theirs, lab.request(ours, theirs), lab.main_table(lab.here, ours))


def create(peered: Peered, destination: str = "10.20.0.0/16") -> None:
    action = CreateRoute(peered.lab.here, peered.id, peered.table, cidr(destination))
    peered.lab.network.perform(action)


def the_route(peered: Peered) -> Route:
    (route,) = peered.route_table().leading_to(peered.id)
    return route


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


def test_all_vpcs_and_tables_of_a_scope_are_its_own(peered: Peered) -> None:
    network = peered.lab.network

    assert peered.ours in {vpc.id for vpc in network.vpcs(peered.lab.here)}
    assert peered.theirs not in {vpc.id for vpc in network.vpcs(peered.lab.here)}
    assert peered.table in {table.id for table in network.route_tables(peered.lab.here)}
    assert all(table.scope == peered.lab.here for table in network.route_tables(peered.lab.here))


def test_a_main_table_shows_its_local_route(peered: Peered) -> None:
    table = peered.route_table()

    assert (table.main, table.edge, table.vpc_id) == (True, False, peered.ours)
    (local,) = table.to(cidr("10.10.0.0/16"))
    assert local.target == Target(TargetKind.LOCAL, "local")
    assert local.origin is RouteOrigin.CREATE_ROUTE_TABLE


@pytest.mark.parametrize("destination", ["10.20.0.0/16", "10.20.4.0/22", "2001:db8:1::/56"])
def test_a_created_route_is_there_and_leads_to_the_connection(
    peered: Peered, destination: str
) -> None:
    peered.accept()

    create(peered, destination)

    leading = tuple(peered.route_table().leading_to(peered.id))
    target = Target(TargetKind.PEERING, peered.id)
    assert leading == (Route(cidr(destination), target),)
    (found,) = peered.lab.network.route_tables_leading_to(peered.lab.here, peered.id)
    assert found.id == peered.table


def test_no_table_leads_to_a_connection_without_routes(peered: Peered) -> None:
    assert peered.lab.network.route_tables_leading_to(peered.lab.here, peered.id) == ()


def test_a_taken_destination_asks_to_look_again(peered: Peered) -> None:
    peered.accept()
    create(peered)

    with pytest.raises(LookAgainError):
        create(peered)


def test_a_table_that_is_gone_or_not_in_the_scope_asks_to_look_again(peered: Peered) -> None:
    peered.accept()
    for table_id in (
        RouteTableId("rtb-0fffffffffffffff0"),
        peered.lab.main_table(peered.lab.there, peered.theirs),
    ):
        with pytest.raises(LookAgainError):
            peered.lab.network.perform(
                CreateRoute(peered.lab.here, peered.id, table_id, THEIR_BLOCK)
            )


def test_a_replaced_route_leads_to_the_new_connection(peered: Peered) -> None:
    other = peered.lab.vpc(peered.lab.there, "10.30.0.0/16")
    second = peered.lab.request(peered.ours, other)
    peered.lab.network.perform(AcceptConnection(peered.lab.there, second))
    peered.accept()
    create(peered, "10.30.0.0/16")

    action = ReplaceRoute(peered.lab.here, second, peered.table, cidr("10.30.0.0/16"))
    peered.lab.network.perform(action)

    (route,) = peered.route_table().to(cidr("10.30.0.0/16"))
    assert route.leads_to(second)


def test_replacing_a_route_that_is_gone_asks_to_look_again(peered: Peered) -> None:
    peered.accept()

    with pytest.raises(LookAgainError):
        peered.lab.network.perform(
            ReplaceRoute(peered.lab.here, peered.id, peered.table, THEIR_BLOCK)
        )


def test_a_deleted_route_is_gone_and_deleting_it_again_is_fine(peered: Peered) -> None:
    peered.accept()
    create(peered)

    for _ in range(2):
        peered.lab.network.perform(
            DeleteRoute(peered.lab.here, peered.id, peered.table, THEIR_BLOCK)
        )

    assert tuple(peered.route_table().leading_to(peered.id)) == ()


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


def test_a_route_is_a_blackhole_before_and_after_the_connection_lives(peered: Peered) -> None:
    states = []
    create(peered)
    states.append(the_route(peered).state)
    peered.accept()
    states.append(the_route(peered).state)
    peered.lab.delete(peered.id)
    states.append(the_route(peered).state)

    assert states == [RouteState.BLACKHOLE, RouteState.ACTIVE, RouteState.BLACKHOLE]


def test_a_route_outlives_the_connections_record(peered: Peered) -> None:
    peered.accept()
    create(peered)
    peered.lab.delete(peered.id)

    peered.lab.advance(hours=3)

    assert peered.lab.network.connection(peered.lab.here, peered.id) is None
    later = peered.lab.network.connection(peered.lab.there, peered.id)
    assert later is not None
    assert later.status is Status.DELETED
    (table,) = peered.lab.network.route_tables_leading_to(peered.lab.here, peered.id)
    assert table.id == peered.table


def test_a_destination_inside_the_tables_own_vpc_is_refused(peered: Peered) -> None:
    peered.accept()

    with pytest.raises(RefusedError):
        create(peered, "10.10.4.0/22")
