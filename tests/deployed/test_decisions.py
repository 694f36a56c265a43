"""People decide with `peerctl` through decide's URL; the deployed program does the rest."""

import pytest

from demo.places import DATA, EAST, HUB, SHARED, WEST
from demo.story import Theatre
from tests.peerctl.command import Ended, peerctl

pytestmark = pytest.mark.deployed


class Person:
    """Somebody of the hub's account at a terminal, who may decide."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self._environment = theatre.cloud.environment(HUB, EAST)

    def __call__(self, *arguments: str) -> Ended:
        """Run the command with the person's own credentials."""
        return peerctl(*arguments, env=self._environment)

    def held(self, requester: str, accepter: str) -> str:
        """A request that waits for a person."""
        network = self.theatre.network
        asks = network.vpc(DATA, EAST, requester)
        pcx = network.request(asks, network.vpc(SHARED, WEST, accepter))
        self.theatre.message("Peering Held", pcx)
        return pcx


@pytest.fixture(scope="module")
def person(theatre: Theatre) -> Person:
    return Person(theatre)


def test_what_a_person_approves_is_accepted_and_routed(person: Person) -> None:
    pcx = person.held("10.20.128.0/20", "10.42.128.0/20")

    ended = person("approve", pcx, "--reason", "ticket 12", "--yes")

    assert ended.code == 0, ended.err
    assert "10.20.128.0/20" in ended.out
    assert "10.42.128.0/20" in ended.out
    assert "approved by arn:aws:iam::" in ended.out
    person.theatre.message("Peering Routed", pcx)
    history = person("history", pcx)
    assert "decided to accept\tperson arn:aws:iam::" in history.out
    assert "ticket 12" in history.out


def test_a_request_that_was_decided_is_not_decided_again(person: Person) -> None:
    pcx = person.held("10.20.144.0/20", "10.42.144.0/20")
    assert person("reject", pcx, "--reason", "no such plan", "--yes").code == 0

    again = person("approve", pcx, "--reason", "after all", "--yes")

    assert again.code == 10
    assert "too late to decide" in again.err


def test_while_changes_are_frozen_nothing_is_changed(person: Person) -> None:
    assert person("freeze", "--reason", "an outage", "--yes").code == 0
    again = person("freeze", "--reason", "an outage", "--yes")
    assert (again.code, "frozen by arn:aws:iam::" in again.err) == (10, True)
    try:
        network = person.theatre.network
        asks = network.vpc(DATA, EAST, "10.20.160.0/20")
        pcx = network.request(asks, network.vpc(SHARED, WEST, "10.42.160.0/20", peering="open"))
        assert "an outage" in str(person.theatre.message("Peering Held", pcx))
    finally:
        assert person("unfreeze", "--reason", "it is over", "--yes").code == 0
    person.theatre.message("Peering Routed", pcx)


def test_without_a_terminal_nothing_is_decided_unasked(person: Person) -> None:
    ended = person("freeze", "--reason", "an outage")
    assert ended.code == 2
    assert "--yes" in ended.err
