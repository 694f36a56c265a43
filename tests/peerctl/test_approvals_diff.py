import json
from dataclasses import replace
from pathlib import Path

import yaml

from peering.core.approvals import Effect
from peering.core.blocks import cidr
from peering.core.memory import Basis, Decision, Memory, OwnedRoute
from peering.core.model import Side, Status
from tests.core.examples import NOW, PCX, REQUESTER, TO_TGW, TO_US, observed, route, table, view
from tests.peerctl.command import APPROVALS, Ended, observation, peerctl, save, write

OURS = Memory(PCX, Decision(Effect.ACCEPT, Basis.RULE, "data", NOW))
OWNED = OwnedRoute(
    REQUESTER.scope,
    REQUESTER.id,
    table(Side.REQUESTER).id,
    cidr("10.20.0.0/16"),
    NOW,
    chosen_by="all",
)
ROUTED = (
    view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", TO_US))),
    view(Side.ACCEPTER, table(Side.ACCEPTER, route("10.10.0.0/16", TO_US))),
)


def diff(folder: Path, new: str, seen: str, *options: str) -> Ended:
    """Hold the changed file against what was seen."""
    files = write(folder, "old.yaml", APPROVALS), write(folder, "new.yaml", new)
    return peerctl("approvals", "diff", *files, "--observation", seen, *options)


def test_a_file_that_says_the_same_changes_nothing(tmp_path: Path) -> None:
    ended = diff(tmp_path, "# reviewed\n" + APPROVALS, save(observation(observed()), tmp_path))

    assert ended.code == 0
    assert ended.out == "0 of 1 connections would be decided or routed differently.\n"


def test_a_withdrawn_rule_is_told_for_each_connection_that_it_serves(tmp_path: Path) -> None:
    seen = save(observation(observed(*ROUTED), OURS), tmp_path)

    ended = diff(tmp_path, APPROVALS.replace("10.10.0.0/16", "10.11.0.0/16"), seen)

    assert ended.code == 1
    assert f"{PCX}\troute by rule 'data' becomes unapproved" in ended.out
    assert "because rule 'data' does not fit: requester.cidrs" in ended.out


def test_a_narrowed_rule_is_told_by_its_routes(tmp_path: Path) -> None:
    seen = save(observation(observed(*ROUTED), OURS), tmp_path)
    narrow = APPROVALS + "    routes: {requester: {destinations: [10.20.7.0/24]}}\n"

    ended = diff(tmp_path, narrow, seen)

    stays = "stays, no longer kept up: requester route 10.20.0.0/16 in rtb-requester-main\n"
    assert stays in ended.out  # the ledger does not say that it is ours
    assert "new: requester route 10.20.7.0/24 in rtb-requester-main (missing)" in ended.out
    assert "becomes" not in ended.out


def test_what_a_withdrawn_rule_leaves_stays_and_nothing_goes(tmp_path: Path) -> None:
    seen = save(observation(observed(*ROUTED), replace(OURS, owned=(OWNED,))), tmp_path)

    ended = diff(tmp_path, APPROVALS.replace("10.10.0.0/16", "10.11.0.0/16"), seen)

    for side, block in (("requester", "10.20.0.0/16"), ("accepter", "10.10.0.0/16")):
        line = f"stays, no longer kept up: {side} route {block} in rtb-{side}-main\n"
        assert line in ended.out
    assert "goes" not in ended.out
    assert "it stands" not in ended.out


def test_what_the_next_pass_would_remove_goes(tmp_path: Path) -> None:
    seen = save(observation(observed(*ROUTED), replace(OURS, owned=(OWNED,))), tmp_path)
    narrow = APPROVALS + "    routes: {requester: {destinations: [10.20.7.0/24]}}\n"

    ended = diff(tmp_path, narrow, seen)

    assert "goes: requester route 10.20.0.0/16 in rtb-requester-main\n" in ended.out
    assert "stays" not in ended.out


def test_a_route_that_was_never_written_is_no_longer_wanted(tmp_path: Path) -> None:
    seen = save(observation(observed(), OURS), tmp_path)

    ended = diff(tmp_path, APPROVALS.replace("10.10.0.0/16", "10.11.0.0/16"), seen)

    assert "no longer wanted: requester route 10.20.0.0/16 in rtb-requester-main (missing)" in (
        ended.out
    )


def test_a_held_request_that_would_be_accepted_is_told(tmp_path: Path) -> None:
    way = table(Side.REQUESTER, route("10.20.0.0/16", TO_TGW))
    seen = observed(
        view(Side.REQUESTER, way),
        view(Side.ACCEPTER, table(Side.ACCEPTER)),
        status=Status.PENDING_ACCEPTANCE,
    )

    ended = diff(
        tmp_path,
        APPROVALS + "    on_conflict: route_rest\n",
        save(observation(seen), tmp_path),
        "--output",
        "yaml",
    )

    [change] = yaml.safe_load(ended.out)
    assert change["connection"] == PCX
    assert change["old"]["decision"] == "hold"
    assert change["new"] == {"decision": "accept", "rule": "data"}


def test_an_observation_reads_back_what_was_written(tmp_path: Path) -> None:
    """The file is the same whether it was made from memory or from the file itself."""
    saved = Path(save(observation(observed(*ROUTED), OURS), tmp_path))
    document = json.loads(saved.read_text())

    assert document["connections"][0]["memory"]["decision"]["by"] == "data"
    assert diff(tmp_path, APPROVALS, str(saved), "--on", "2026-11-21").code == 0


def test_a_file_that_is_no_observation_is_one_sentence(tmp_path: Path) -> None:
    ended = diff(tmp_path, APPROVALS, write(tmp_path, "seen.json", '{"taken_at": 7, "vpcs": 3}'))

    assert ended.code == 4
    assert "is no observation" in ended.sentence


def test_a_broken_approvals_file_exits_with_3(tmp_path: Path) -> None:
    ended = diff(tmp_path, "version: 2\n", save(observation(observed()), tmp_path))

    assert ended.code == 3
    assert "new.yaml:1:10 version: expected 1" in ended.err
