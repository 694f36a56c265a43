from dataclasses import replace
from pathlib import Path

from peering.core.approvals import Effect
from peering.core.memory import Announced, Basis, Decision, Memory
from peering.core.model import Side, Status
from peering.core.observed import Observed
from tests.core.examples import (
    NOW,
    PCX,
    REQUESTER,
    TO_TGW,
    TO_US,
    cidrs,
    dead,
    observed,
    route,
    table,
    view,
)
from tests.peerctl.command import APPROVALS, Ended, observation, peerctl, save, write

OURS = Memory(PCX, Decision(Effect.ACCEPT, Basis.RULE, "data", NOW))
TAGS = {
    "Name": "ours",
    "vpc-peering:managed-by": "vpc-peering-autopilot",
    "vpc-peering:rule": "data",
}


def routed(*, also: str | None = None) -> Observed:
    """A connection that lacks nothing, but that a route of its may lead elsewhere."""
    towards = TO_TGW if also == "conflict" else TO_US
    tags = TAGS | {"vpc-peering:status": also or "routed"}
    return observed(
        view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", towards)), tags=tags),
        view(Side.ACCEPTER, table(Side.ACCEPTER, route("10.10.0.0/16", TO_US)), tags=tags),
    )


def ask(folder: Path, verb: str, seen: Observed, memory: Memory, *more: str) -> Ended:
    """Ask about what was saved."""
    approvals = write(folder, "approvals.yaml", APPROVALS)
    file = save(observation(seen, memory), folder)
    return peerctl(verb, *more, "--observation", file, "--approvals", approvals)


def test_what_lacks_nothing_is_in_order(tmp_path: Path) -> None:
    ended = ask(tmp_path, "status", routed(), OURS)

    assert ended.code == 0
    assert "\tdata\t" in ended.out
    assert "\t2/2\t?/?\tin order\n" in ended.out


def test_a_conflict_is_out_of_order(tmp_path: Path) -> None:
    ended = ask(tmp_path, "status", routed(also="conflict"), OURS)

    assert ended.code == 1
    assert "\t1/2\t" in ended.out
    assert "10.20.0.0/16 already leads to tgw-0123456789abcdef0" in ended.out


def test_json_tells_what_the_table_tells(tmp_path: Path) -> None:
    document = ask(tmp_path, "status", routed(also="conflict"), OURS, "-o", "json").document()

    assert isinstance(document, dict)
    [row] = document["connections"]
    assert (row["rule"], row["routes_standing"], row["routes_wanted"]) == ("data", 1, 2)
    assert row["since"] == NOW.isoformat()
    assert len(row["out_of_order"]) == 1


def test_a_plan_lists_each_action_and_exits_with_1(tmp_path: Path) -> None:
    ended = ask(tmp_path, "plan", observed(), OURS, PCX)

    assert ended.code == 1
    assert "route 10.20.0.0/16 in rtb-requester-main (111122223333/us-east-1)" in ended.out
    assert "route 10.10.0.0/16 in rtb-accepter-main (444455556666/eu-west-1)" in ended.out


def test_nothing_to_do_is_said_and_exits_with_0(tmp_path: Path) -> None:
    ended = ask(tmp_path, "plan", routed(), OURS, PCX)

    assert (ended.code, ended.out) == (0, "Nothing would be done.\n")


def test_dead_routes_of_an_ended_connection_are_planned_away(tmp_path: Path) -> None:
    left = view(Side.REQUESTER, table(Side.REQUESTER, dead("10.20.0.0/16", TO_US)))

    ended = ask(tmp_path, "plan", observed(left, status=Status.DELETED), OURS, PCX)

    assert ended.code == 1
    assert "unroute 10.20.0.0/16 in rtb-requester-main" in ended.out


def test_what_nobody_asked_us_about_is_left_alone(tmp_path: Path) -> None:
    """A connection that no rule matches is none of our business, and that is in order."""
    stranger = APPROVALS.replace("10.10.0.0/16", "10.11.0.0/16")
    approvals = write(tmp_path, "approvals.yaml", stranger)
    file = save(observation(observed()), tmp_path)

    ended = peerctl("status", "--observation", file, "--approvals", approvals)

    assert ended.code == 0
    assert "\tin order\n" in ended.out


def test_what_a_person_approved_and_ec2_refuses_says_so(tmp_path: Path) -> None:
    alice = "arn:aws:iam::123456789012:user/alice"
    word = Decision(Effect.ACCEPT, Basis.PERSON, alice, NOW)
    failed = frozenset({Announced("Peering Failed", "1")})
    strangers = replace(REQUESTER, cidrs=cidrs("10.99.0.0/16"))
    asked = observed(status=Status.PENDING_ACCEPTANCE, requester=strangers)

    waits = ask(tmp_path, "status", asked, Memory(PCX, word))
    refused = ask(tmp_path, "status", asked, Memory(PCX, word, announced=failed), PCX)

    assert (waits.code, refused.code) == (1, 1)
    assert "to do: accept" in waits.out
    assert "EC2 refused" not in waits.out
    assert "EC2 refused it: the message 'Peering Failed' says in which words" in refused.out
    assert "hold" not in refused.out
