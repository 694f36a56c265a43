import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from peerctl.known import Footing
from peering.core.approvals import Effect
from peering.core.blocks import cidr
from peering.core.memory import Announced, Basis, Decision, Memory, OwnedRoute
from peering.core.model import Side, Status
from peering.core.observed import Observed
from peering.core.rulings import ChangeStop, Ruling, fingerprint_of_ends
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
ENDS = fingerprint_of_ends(observed().connection)
PENDING = Status.PENDING_ACCEPTANCE
ALICE = "arn:aws:iam::123456789012:user/alice"
STOP = ChangeStop(ALICE, NOW, "an outage")
FROZEN = f"changes are frozen by {ALICE} since 2026-11-20 08:15 UTC because an outage\n"
OBSERVES = "the hub only observes: nothing will be written to EC2\n"
STRANGERS = APPROVALS.replace("10.10.0.0/16", "10.11.0.0/16")
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


def ask(  # noqa: PLR0913 # all that can be seen
    folder: Path,
    verb: str,
    seen: Observed,
    memory: Memory,
    *more: str,
    ordered: Mapping[str, Any] | None = None,
    footing: Footing | None = None,
    text: str = APPROVALS,
) -> Ended:
    """Ask about what was saved."""
    approvals = write(folder, "approvals.yaml", text)
    network = observation(seen, memory)
    (one,) = network.connections
    ordered_too = (replace(one, **(ordered or {})),)
    saved = replace(network, connections=ordered_too, footing=footing or Footing())
    file = save(saved, folder)
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
    assert row["decided_at"] == NOW.isoformat()
    assert row["out_of_order_since"] is None  # nothing was announced
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
    ends = fingerprint_of_ends(asked.connection)
    yes = {"ruling": Ruling(Effect.ACCEPT, alice, NOW, "ticket 12", ends)}

    waits = ask(tmp_path, "status", asked, Memory(PCX, word), ordered=yes)
    refused = ask(tmp_path, "status", asked, Memory(PCX, word, announced=failed), PCX, ordered=yes)

    assert (waits.code, refused.code) == (1, 1)
    assert f"the request was approved by {alice} at 2026-11-20 08:15 UTC: ticket 12" in waits.out
    assert "to do: accept" in waits.out
    assert "EC2 refused" not in waits.out
    assert "EC2 refused it: the message 'Peering Failed' says in which words" in refused.out
    assert "hold" not in refused.out


@pytest.mark.parametrize(
    ("footing", "said"), [(Footing(stop=STOP), FROZEN), (Footing("observe"), OBSERVES)]
)
@pytest.mark.parametrize("verb", ["status", "plan", "explain"])
def test_what_keeps_everything_from_being_written_is_said_first(
    tmp_path: Path, verb: str, footing: Footing, said: str
) -> None:
    ended = ask(tmp_path, verb, observed(), OURS, PCX, footing=footing)

    assert ended.out.startswith(said)
    assert "route 10.20.0.0/16 in rtb-requester-main" in ended.out


def test_machines_are_told_of_the_change_stop_and_the_mode(tmp_path: Path) -> None:
    for verb in ("status", "plan", "explain"):
        ended = ask(tmp_path, verb, routed(), OURS, PCX, "-o", "json", footing=Footing(stop=STOP))
        document = ended.document()
        assert isinstance(document, dict)
        assert document["mode"] == "apply"
        assert document["frozen"] == {
            "by": ALICE,
            "since": NOW.isoformat(),
            "reason": "an outage",
        }


def test_a_request_is_held_while_changes_are_frozen(tmp_path: Path) -> None:
    """As accept holds it, in the same words."""
    asked = observed(status=PENDING)

    ended = ask(tmp_path, "plan", asked, Memory(PCX), PCX, footing=Footing(stop=STOP))
    observing = ask(tmp_path, "plan", asked, Memory(PCX), PCX, footing=Footing("observe", STOP))

    assert ended.code == 0
    assert f"hold: {FROZEN}" in ended.out
    assert "hold: rule 'data' would accept the request\n" in ended.out
    assert "Nothing would be done." in ended.out
    assert f"accept {PCX}\n" in observing.out


def test_what_is_to_be_done_waits_while_changes_are_frozen(tmp_path: Path) -> None:
    frozen = ask(tmp_path, "status", observed(), OURS, footing=Footing(stop=STOP))
    observing = ask(tmp_path, "status", observed(), OURS, footing=Footing("observe"))

    assert "frozen: route 10.20.0.0/16" in frozen.out
    assert "would do: route 10.20.0.0/16" in observing.out
    assert "to do:" not in frozen.out + observing.out


@pytest.mark.parametrize(
    ("effect", "ends", "said"),
    [
        (Effect.ACCEPT, ENDS, f"accept {PCX}\n"),
        (Effect.REJECT, ENDS, f"reject {PCX}\n"),
        (Effect.ACCEPT, "other ends", "its VPCs or their blocks have changed since"),
    ],
)
def test_a_persons_ruling_is_known(tmp_path: Path, effect: Effect, ends: str, said: str) -> None:
    asked = observed(status=PENDING)
    ruled = {"ruling": Ruling(effect, ALICE, NOW, "ticket 12", ends)}

    ended = ask(tmp_path, "plan", asked, Memory(PCX), PCX, ordered=ruled, text=STRANGERS)

    assert said in ended.out
    assert f"by {ALICE} at 2026-11-20 08:15 UTC: ticket 12" in ended.out


def test_an_observation_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    approvals = write(tmp_path, "approvals.yaml", APPROVALS)
    document = json.loads(Path(save(observation(routed(), OURS), tmp_path)).read_text())
    del document["footing"]
    for seen in document["connections"]:
        del seen["ruling"], seen["said"]
    file = write(tmp_path, "earlier.json", json.dumps(document))

    ended = peerctl("status", "--observation", file, "--approvals", approvals)

    assert ended.code == 0
    assert "in order" in ended.out


@pytest.mark.parametrize(
    ("seen", "memory", "text", "kind"),
    [
        (routed(also="conflict"), OURS, APPROVALS, "Peering Route Conflict"),
        (observed(status=PENDING), Memory(PCX), STRANGERS, "Peering Held"),
        (routed(), OURS, STRANGERS, "Peering Unapproved"),
        (observed(), OURS, APPROVALS, "Peering Frozen"),
        (observed(), OURS, APPROVALS, "Peering Failed"),
    ],
)
def test_out_of_order_since_is_when_it_was_announced(
    tmp_path: Path, seen: Observed, memory: Memory, text: str, kind: str
) -> None:
    """Not when the connection was decided, which may be years before."""
    noticed = NOW + timedelta(hours=30)
    ordered = {"said": {kind: noticed, "Peering Routed": NOW, "Peering Accepted": NOW}}

    table = ask(tmp_path, "status", seen, memory, ordered=ordered, text=text)
    document = ask(
        tmp_path, "status", seen, memory, PCX, "-o", "json", ordered=ordered, text=text
    ).document()

    assert "; since 2026-11-21 14:15 UTC\n" in table.out
    assert isinstance(document, dict)
    assert document["out_of_order_since"] == noticed.isoformat()


def test_what_is_in_order_again_is_out_of_order_since_never(tmp_path: Path) -> None:
    """The request was held before it was accepted, and that message still counts as said."""
    ended = ask(tmp_path, "status", routed(), OURS, ordered={"said": {"Peering Held": NOW}})

    assert ended.code == 0
    assert "since" not in ended.out


OWNED = OwnedRoute(
    REQUESTER.scope,
    REQUESTER.id,
    table(Side.REQUESTER).id,
    cidr("10.20.0.0/16"),
    NOW,
    chosen_by="all",
)
LEFT = observed(
    view(Side.REQUESTER, table(Side.REQUESTER, dead("10.20.0.0/16", TO_US))),
    view(Side.ACCEPTER, table(Side.ACCEPTER, route("10.10.0.0/16", TO_US))),
)
UNROUTES = (
    APPROVALS
    + """\
  - name: no more
    effect: reject
    unroute: true
    requester: {cidrs: [10.10.0.0/16]}
"""
)
WAITS = replace(LEFT, connection=replace(LEFT.connection, status=PENDING))
DELETED = replace(LEFT, connection=replace(LEFT.connection, status=Status.DELETED))


@pytest.mark.parametrize(
    ("seen", "memory", "text", "states"),
    [
        (LEFT, OURS, STRANGERS, ["dead\tno longer kept up", "stands\tno longer kept up"]),
        (LEFT, Memory(PCX), STRANGERS, ["dead\tnot ours: left alone", "stands\tnot ours"]),
        (
            LEFT,
            replace(OURS, owned=(OWNED,)),
            UNROUTES,
            ["remove\ta reject rule takes it away", "stands\tnot ours: left alone"],
        ),
        (DELETED, OURS, APPROVALS, ["remove\tits connection has ended"] * 2),
        (DELETED, Memory(PCX), APPROVALS, ["dead\tnot ours: left alone", "stands\tnot ours"]),
        (WAITS, Memory(PCX), STRANGERS, ["dead\tnot ours: left alone", "stands\tnot ours"]),
    ],
    ids=["unapproved", "foreign", "unrouted", "ended", "ended-never-ours", "held"],
)
def test_actual_routes_are_shown_whoever_wants_them(
    tmp_path: Path, seen: Observed, memory: Memory, text: str, states: list[str]
) -> None:
    ended = ask(tmp_path, "status", seen, memory, PCX, text=text)

    _, _, *rows = ended.out.splitlines()
    requester, accepter = states
    assert f"rtb-requester-main\t10.20.0.0/16\t{requester}" in rows[0]
    assert f"rtb-accepter-main\t10.10.0.0/16\t{accepter}" in rows[1]
    assert "\t0/0 +2\t" in ended.out


def test_a_plan_lists_what_is_in_the_way(tmp_path: Path) -> None:
    ended = ask(tmp_path, "plan", routed(also="conflict"), OURS, PCX)
    document = ask(tmp_path, "plan", routed(also="conflict"), OURS, PCX, "-o", "json").document()

    assert ended.code == 0
    said = "route 10.20.0.0/16: 10.20.0.0/16 already leads to tgw-0123456789abcdef0"
    assert "in the way: requester 111122223333/us-east-1, table rtb-requester-main" in ended.out
    assert said in ended.out
    assert ended.out.endswith("Nothing would be done.\n")
    assert isinstance(document, dict)
    assert said in document["obstacles"][0]


def test_what_nothing_approves_is_unapproved_not_frozen(tmp_path: Path) -> None:
    ended = ask(tmp_path, "status", routed(), OURS, text=STRANGERS)

    assert "unapproved: rule 'data' does not fit" in ended.out
    assert "freeze" not in ended.out
