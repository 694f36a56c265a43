"""Events that are late, doubled, bare, failed or forged: a reason to look, and never more."""

import pytest

from tests.catalogue.deployment import Deployment, called, deleted, requested, routes
from tests.localcloud.ec2_peers import Peers, end
from tests.world import REQUESTER

STRANGER = "777788889999"


def test_a_request_is_answered_whatever_the_order_of_its_events(hub: Deployment) -> None:
    pair = hub.pair()
    pcx = pair.request()
    event = requested(pair, pcx)
    accepted = called(
        "AcceptVpcPeeringConnection", pair.accepter, {"vpcPeeringConnectionId": pcx}, None
    )

    for function, told in (("route", accepted), ("accept", event), ("accept", event)):
        hub.happened(function, told)
    hub.happened("route", accepted)

    assert pair.statuses(pcx) == ("active", "active")
    assert routes(pair) == (True, True)
    assert hub.published == ["Peering Accepted", "Peering Routed"]


def test_a_deletion_event_names_no_vpc(hub: Deployment) -> None:
    hub.ec2.make(ended_without_blocks=True)
    pair = hub.pair()
    pcx = pair.request()
    hub.happened("accept", requested(pair, pcx))
    pair.accepter.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    hub.happened("route", deleted(pair.accepter, pcx))

    assert routes(pair) == (False, False)
    assert hub.published[-1] == "Peering Cleaned"
    hub.ec2.make(ended_without_blocks=False)


@pytest.mark.parametrize(
    "error", ["Client.UnauthorizedOperation", "Client.DryRunOperation", "Server.InternalError"]
)
@pytest.mark.parametrize("function", ["accept", "route"])
def test_the_record_of_a_failed_call_sets_nothing_off(
    hub: Deployment, function: str, error: str
) -> None:
    pair = hub.pair()
    pcx = pair.request()
    named = {"vpcPeeringConnectionId": pcx}

    for action in ("CreateVpcPeeringConnection", "AcceptVpcPeeringConnection"):
        hub.happened(function, called(action, pair.accepter, named, error=error))

    assert pair.statuses(pcx) == ("pending-acceptance",) * 2
    assert len(hub.hub.of("event.ignored")) == 2
    assert (hub.published, hub.undelivered, hub.hub.set_aside(function)) == ([], [], [])


def test_a_forged_event_that_calls_a_stranger_one_of_us(hub: Deployment) -> None:
    """The event says that the requester is ours; EC2 says that it is not."""
    stranger = end(hub.ec2, "10.66.0.0/16", STRANGER)
    ours = end(hub.ec2, "10.20.0.0/16", "444455556666")
    pair = Peers(stranger, ours)
    pcx = pair.request()
    forged = requested(Peers(end(hub.ec2, "10.67.0.0/16"), ours), pcx)

    hub.happened("accept", forged)

    assert pair.statuses(pcx) == ("pending-acceptance",) * 2
    assert ours.route("10.66.0.0/16") is None
    assert hub.published == ["Peering Held"]


def test_a_forged_event_that_names_a_strangers_account(hub: Deployment) -> None:
    """Neither scope is governed, so nothing is even asked."""
    pair = Peers(end(hub.ec2, "10.66.0.0/16", STRANGER), end(hub.ec2, "10.67.0.0/16", STRANGER))
    pcx = pair.request()

    for function in ("accept", "route"):
        hub.happened(function, requested(pair, pcx))

    assert pair.statuses(pcx) == ("pending-acceptance",) * 2
    ignored = hub.hub.of("connection.ignored")
    assert [line["why"] for line in ignored] == ["no governed scope can be looked into"] * 2
    assert (hub.published, hub.undelivered) == ([], [])


@pytest.mark.parametrize("function", ["accept", "route"])
def test_a_forged_event_that_says_that_a_living_connection_is_gone(
    hub: Deployment, function: str
) -> None:
    pair = hub.pair()
    pcx = pair.request()
    hub.happened("accept", requested(pair, pcx))
    before = list(hub.published)

    for where in (pair.requester, pair.accepter):
        hub.happened(function, deleted(where, pcx))

    assert pair.statuses(pcx) == ("active", "active")
    assert routes(pair) == (True, True)
    assert hub.published == before


@pytest.mark.parametrize("function", ["accept", "route"])
def test_a_forged_event_that_names_a_connection_that_is_not_there(
    hub: Deployment, function: str
) -> None:
    pair = hub.pair()

    hub.happened(function, requested(pair, "pcx-0123456789abcdef0"))

    assert routes(pair) == (False, False)
    assert (hub.published, hub.undelivered) == ([], [])
    assert len(hub.hub.of("connection.put_back")) == 1


def test_a_forged_event_that_names_somebody_elses_connection_as_ours(hub: Deployment) -> None:
    """A living connection of others; the event claims that it ends at ours."""
    others = Peers(end(hub.ec2, "10.66.0.0/16", STRANGER), end(hub.ec2, "10.67.0.0/16", STRANGER))
    pcx = others.peer()
    pair = hub.pair()

    for function in ("accept", "route"):
        hub.happened(function, requested(pair, pcx))

    assert others.statuses(pcx) == ("active", "active")
    assert others.requester.route("10.67.0.0/16") is None
    assert routes(pair) == (False, False)
    assert hub.published == []


def test_a_forged_event_that_names_a_strangers_vpc(hub: Deployment) -> None:
    stranger = end(hub.ec2, "10.66.0.0/16", STRANGER)
    elsewhere = end(hub.ec2, "10.68.0.0/16", REQUESTER, "ap-southeast-2")
    named = {"vpcId": stranger.vpc_id, "cidrBlock": "10.99.0.0/16"}

    hub.happened("survey", called("AssociateVpcCidrBlock", stranger, named))
    hub.happened("survey", called("AssociateVpcCidrBlock", elsewhere, named))
    hub.happened("survey", called("AssociateVpcCidrBlock", end(hub.ec2, "10.69.0.0/16"), named))

    assert len(hub.hub.of("scope.ignored")) == 2
    assert (hub.published, hub.undelivered, hub.hub.set_aside("survey")) == ([], [], [])
