"""What every `Network` promises where a route cannot go: the fake, and boto3 on a local EC2."""

import pytest

from peering.core.actions import CreateRoute, DeleteRoute, ReplaceRoute
from peering.core.model import RouteOrigin, cidr
from peering.ports import LookAgainError, RefusedError
from tests.contract.network_lab import blocks
from tests.contract.peered import THEIR_BLOCK, UNKNOWN, Peered


@pytest.mark.parametrize("destination", ["169.254.168.0/24", "fd00:ec2::/40", "10.10.0.0/16"])
def test_reserved_and_own_destinations_are_refused(peered: Peered, destination: str) -> None:
    peered.accept()

    with pytest.raises(RefusedError) as refused:
        peered.create(destination)
    assert refused.value.code == "InvalidParameterValue"


def test_a_gateways_own_table_refuses(peered: Peered) -> None:
    peered.accept()
    edge = peered.lab.table(peered.lab.here, peered.ours, edge=True)

    with pytest.raises(RefusedError):
        peered.lab.network.perform(CreateRoute(peered.lab.here, peered.id, edge, THEIR_BLOCK))
    tables = peered.lab.network.route_tables(peered.lab.here, [peered.ours])
    assert {table.id: table.edge for table in tables} == {peered.table: False, edge: True}


def test_a_table_of_a_vpc_that_is_no_end_refuses(peered: Peered) -> None:
    peered.accept()
    other = peered.lab.vpc(peered.lab.here, "10.50.0.0/16")
    table = peered.lab.main_table(peered.lab.here, other)

    with pytest.raises(RefusedError):
        peered.lab.network.perform(CreateRoute(peered.lab.here, peered.id, table, THEIR_BLOCK))


def test_a_route_to_nowhere_asks_to_look_again(peered: Peered) -> None:
    with pytest.raises(LookAgainError):
        peered.lab.network.perform(CreateRoute(peered.lab.here, UNKNOWN, peered.table, THEIR_BLOCK))


def test_a_full_table_is_refused_by_its_code_each_family_for_itself(peered: Peered) -> None:
    peered.accept()
    peered.lab.limit_routes(2)
    peered.lab.propagate(peered.lab.here, peered.table, "10.99.0.0/16")
    for number in range(2):
        peered.create(f"10.20.{number}.0/24")

    with pytest.raises(RefusedError) as refused:
        peered.create("10.20.2.0/24")
    assert refused.value.code == "RouteLimitExceeded"
    peered.create("2001:db8:1::/56")


def test_a_propagated_route_stands_beside_a_written_one(peered: Peered) -> None:
    lab = peered.lab
    peered.accept()
    lab.propagate(lab.here, peered.table, "10.20.0.0/16")
    (learned,) = peered.route_table().to(THEIR_BLOCK)
    assert learned.origin is RouteOrigin.PROPAGATED
    with pytest.raises(LookAgainError):
        lab.network.perform(ReplaceRoute(lab.here, peered.id, peered.table, THEIR_BLOCK))

    peered.create()
    assert {r.origin for r in peered.route_table().to(THEIR_BLOCK)} == {
        RouteOrigin.PROPAGATED,
        RouteOrigin.CREATE_ROUTE,
    }
    for _ in range(2):
        lab.network.perform(DeleteRoute(lab.here, peered.id, peered.table, THEIR_BLOCK))

    assert peered.route_table().to(THEIR_BLOCK) == (learned,)


def test_destinations_are_kept_as_they_are_compared(peered: Peered) -> None:
    peered.accept()
    peered.create("100.68.0.18/18")

    with pytest.raises(LookAgainError):
        peered.create("100.68.0.0/18")
    assert peered.route().destination == cidr("100.68.0.0/18")


def test_a_block_that_is_gone_is_shown_no_more(peered: Peered) -> None:
    lab = peered.lab
    peered.accept()
    lab.associate(lab.there, peered.theirs, "10.21.0.0/16")

    lab.disassociate(lab.there, peered.theirs, "10.21.0.0/16")

    seen = lab.network.connection(lab.here, peered.id)
    assert seen is not None
    assert seen.accepter.cidrs == blocks("10.20.0.0/16")
    (vpc,) = lab.network.vpcs(lab.there, [peered.theirs])
    assert vpc.cidrs == blocks("10.20.0.0/16")
    tables = lab.network.route_tables(lab.there, [peered.theirs])
    assert all(not table.to(cidr("10.21.0.0/16")) for table in tables)
