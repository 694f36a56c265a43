"""The bus or the topic is down: what was done stays, and what has to be said is said later."""

import pytest

from tests.catalogue.deployment import Deployment, deleted, requested, routes
from tests.functions.deployed_hub import REGION

NO_TOPIC = f"arn:aws:sns:{REGION}:123456789012:gone"


def test_the_bus_is_down_while_a_request_is_accepted(hub: Deployment) -> None:
    pair = hub.pair()
    pcx = pair.request()
    with hub.hub.told("PEERING_BUS_NAME", "gone"):
        hub.happened("accept", requested(pair, pcx))
    assert pair.statuses(pcx) == ("active", "active")
    assert len(hub.undelivered) == 1

    hub.redeliver()

    assert pair.statuses(pcx) == ("active", "active")
    assert routes(pair) == (True, True)
    assert hub.undelivered == []
    assert hub.published == ["Peering Accepted", "Peering Routed"]


def test_the_bus_is_down_while_a_connection_is_routed(hub: Deployment) -> None:
    pair = hub.pair()
    pcx = pair.peer()
    with hub.hub.told("PEERING_BUS_NAME", "gone"):
        hub.happened("route", requested(pair, pcx))
    assert routes(pair) == (True, True)
    assert len(hub.undelivered) == 1

    hub.redeliver()

    assert routes(pair) == (True, True)
    assert hub.undelivered == []
    assert hub.published == ["Peering Routed"]


def test_the_bus_is_down_while_a_connection_is_cleaned_up(hub: Deployment) -> None:
    pair = hub.pair()
    pcx = pair.request()
    hub.happened("accept", requested(pair, pcx))
    pair.accepter.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    with hub.hub.told("PEERING_BUS_NAME", "gone"):
        hub.happened("route", deleted(pair.accepter, pcx))
    assert routes(pair) == (False, False)

    hub.redeliver()

    assert hub.published[-1] == "Peering Cleaned"
    assert routes(pair) == (False, False)


def test_the_topic_is_down(hub: Deployment) -> None:
    pair = hub.pair()
    pcx = pair.request()
    with hub.hub.told("PEERING_TOPIC_ARN", NO_TOPIC):
        hub.happened("accept", requested(pair, pcx))
    assert routes(pair) == (True, True)
    assert [function for function, _ in hub.undelivered] == ["notify", "notify"]
    assert hub.published == []

    hub.redeliver()

    assert routes(pair) == (True, True)
    assert sorted(hub.published) == ["Peering Accepted", "Peering Routed"]


@pytest.mark.parametrize("queue", ["PEERING_ROUTE_QUEUE_URL", "PEERING_DEAD_LETTER_QUEUE_URL"])
def test_a_queue_is_down(hub: Deployment, queue: str) -> None:
    """Work that can't be handed on, or set aside, is not taken off the queue it came from."""
    pair = hub.pair()
    pcx = pair.peer()
    body = requested(pair, pcx) if queue == "PEERING_ROUTE_QUEUE_URL" else {"kind": "nonsense"}
    with hub.hub.told(queue, f"https://sqs.{REGION}.amazonaws.com/123456789012/gone"):
        hub.happened("accept", body)
    assert len(hub.undelivered) == 1

    hub.redeliver()

    assert hub.undelivered == []
    assert routes(pair) == ((True, True) if "ROUTE" in queue else (False, False))
    assert len(hub.hub.set_aside("accept")) == (0 if "ROUTE" in queue else 1)
