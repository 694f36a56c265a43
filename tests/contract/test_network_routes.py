"""What every `Network` promises of routes: the fake, and boto3 on a local EC2."""

import pytest

from peering.core.actions import (
    AcceptConnection,
    CreateRoute,
    DeleteRoute,
    ReplaceRoute,
)
from peering.core.blocks import cidr
from peering.core.model import Status
from peering.core.tables import Route, RouteOrigin, RouteState, RouteTableId, Target, TargetKind
from peering.errors import LookAgainError, RefusedError
from tests.contract.peered import THEIR_BLOCK, Peered


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

    peered.create(destination)

    leading = tuple(peered.route_table().leading_to(peered.id))
    target = Target(TargetKind.PEERING, peered.id)
    assert leading == (Route(cidr(destination), target),)
    (found,) = peered.lab.network.route_tables_leading_to(peered.lab.here, peered.id)
    assert found.id == peered.table


def test_no_table_leads_to_a_connection_without_routes(peered: Peered) -> None:
    assert peered.lab.network.route_tables_leading_to(peered.lab.here, peered.id) == ()


def test_a_taken_destination_asks_to_look_again(peered: Peered) -> None:
    peered.accept()
    peered.create()

    with pytest.raises(LookAgainError):
        peered.create()


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
    peered.create("10.30.0.0/16")

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
    peered.create()

    for _ in range(2):
        peered.lab.network.perform(
            DeleteRoute(peered.lab.here, peered.id, peered.table, THEIR_BLOCK)
        )

    assert tuple(peered.route_table().leading_to(peered.id)) == ()


def test_a_route_is_a_blackhole_before_and_after_the_connection_lives(peered: Peered) -> None:
    states = []
    peered.create()
    states.append(peered.route().state)
    peered.accept()
    states.append(peered.route().state)
    peered.lab.delete(peered.id)
    states.append(peered.route().state)

    assert states == [RouteState.BLACKHOLE, RouteState.ACTIVE, RouteState.BLACKHOLE]


def test_a_route_outlives_the_connections_record(peered: Peered) -> None:
    peered.accept()
    peered.create()
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
        peered.create("10.10.4.0/22")


def test_a_gateways_own_table_takes_no_route_to_a_connection(peered: Peered) -> None:
    peered.accept()
    lab = peered.lab
    table = lab.gateway_table(lab.here, peered.ours)

    with pytest.raises(RefusedError):
        lab.network.perform(CreateRoute(lab.here, peered.id, table, THEIR_BLOCK))
    assert tuple(lab.network.route_tables_leading_to(lab.here, peered.id)) == ()


def test_a_full_table_refuses_a_route_by_its_code(peered: Peered) -> None:
    peered.accept()
    peered.lab.limit_tables(1)  # the local route does not count
    peered.create()

    with pytest.raises(RefusedError) as refused:
        peered.create("10.20.4.0/22")

    assert refused.value.code == "RouteLimitExceeded"
    assert [route.destination for route in peered.route_table().leading_to(peered.id)] == [
        THEIR_BLOCK
    ]


def test_routes_of_both_families_stand_side_by_side(peered: Peered) -> None:
    peered.accept()
    for destination in ("10.20.0.0/16", "2600:1f18::/56"):
        peered.create(destination)

    action = DeleteRoute(peered.lab.here, peered.id, peered.table, THEIR_BLOCK)
    peered.lab.network.perform(action)

    assert peered.route().destination == cidr("2600:1f18::/56")


def test_a_route_may_lead_to_a_request_that_waits_and_to_what_is_gone_not(peered: Peered) -> None:
    peered.create()
    assert peered.route().state is RouteState.BLACKHOLE
    peered.lab.delete(peered.id)
    peered.lab.advance(hours=48)

    with pytest.raises(LookAgainError):
        peered.create("10.20.4.0/22")
