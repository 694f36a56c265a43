"""After the end: security groups that still name the other side's are told of, once."""

import pytest

from peering.core.announcements import PeeringCleaned
from peering.core.groups import StaleGroup, StaleRule
from peering.core.messages import text
from peering.core.model import ConnectionId, Vpc
from tests.usecases.program import Program
from tests.usecases.test_route import routed

OTHER = ConnectionId("pcx-0000000000000beef")


def stale(vpc: Vpc, *connections: ConnectionId | None) -> StaleGroup:
    """A group of the VPC with one stale rule for each of these connections."""
    rules = tuple(
        StaleRule("inbound", "tcp", "443", f"sg-{number}", "444455556666", connection)
        for number, connection in enumerate(connections)
    )
    return StaleGroup(vpc.scope, vpc.id, "sg-0aaa", "web", rules)


def ended() -> tuple[Program, ConnectionId, Vpc, Vpc]:
    program, pcx, ours, theirs = routed()
    program.world.delete(pcx)
    return program, pcx, ours, theirs


def cleaned(program: Program) -> PeeringCleaned:
    (one,) = [a for a in program.world.bus.announcements if isinstance(a, PeeringCleaned)]
    return one


def test_the_groups_that_a_connection_leaves_stale_are_named_with_their_rules() -> None:
    program, pcx, ours, theirs = ended()
    program.world.ec2.stale_groups[ours.id] = [stale(ours, pcx, OTHER)]
    program.world.ec2.stale_groups[theirs.id] = [stale(theirs, OTHER)]

    program.changed(pcx)

    (group,) = cleaned(program).stale_groups
    assert (group.account, group.vpc, group.group) == (ours.scope.account_id, ours.id, "sg-0aaa")
    assert group.rules == ("inbound tcp 443 from sg-0 of 444455556666",)
    assert f"sg-0aaa (web) in {ours.id}" in text(cleaned(program))


def test_a_rule_of_which_ec2_does_not_tell_the_peering_is_told_of_too() -> None:
    program, pcx, ours, _ = ended()
    program.world.ec2.stale_groups[ours.id] = [stale(ours, None)]

    program.changed(pcx)

    assert len(cleaned(program).stale_groups) == 1


def test_only_the_clean_up_asks_for_them_one_call_a_side() -> None:
    program, pcx, *_ = ended()
    before = [c for c in program.world.calls.made if c.verb == "stale_groups"]

    program.changed(pcx)
    program.changed(pcx)

    assert before == []
    assert len([c for c in program.world.calls.made if c.verb == "stale_groups"]) == 2


def test_a_group_that_is_mended_later_is_no_news() -> None:
    program, pcx, ours, _ = ended()
    program.world.ec2.stale_groups[ours.id] = [stale(ours, pcx)]
    program.changed(pcx)
    program.world.ec2.stale_groups.clear()

    program.changed(pcx)

    assert len(cleaned(program).stale_groups) == 1


@pytest.mark.parametrize("closed", ["ours", "both"])
def test_where_groups_cannot_be_read_the_clean_up_goes_on(closed: str) -> None:
    program, pcx, ours, theirs = ended()
    scopes = {ours.scope} if closed == "ours" else {ours.scope, theirs.scope}
    program.world.ec2.groups_closed |= scopes
    program.world.ec2.stale_groups[theirs.id] = [stale(theirs, pcx)]

    program.changed(pcx)

    assert program.world.routes_to(pcx) == set()
    assert len(cleaned(program).stale_groups) == (1 if closed == "ours" else 0)
    assert len(program.world.reporter.of("groups.unread")) == len(scopes)
