import json
from pathlib import Path

import pytest
import yaml

from peering.core.approvals import Effect
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import Side, Status
from peering.core.observed import Observed
from tests.core.examples import (
    ACCEPTER,
    NOW,
    PCX,
    REQUESTER,
    TO_ANOTHER,
    TO_TGW,
    TO_US,
    connection,
    dead,
    observed,
    route,
    table,
    view,
)
from tests.peerctl.command import APPROVALS, ROOT, Ended, observation, peerctl, save, write

PENDING = Status.PENDING_ACCEPTANCE
OURS = Memory(PCX, Decision(Effect.ACCEPT, Basis.RULE, "data", NOW))
TO_TGW_ALREADY = (
    view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", TO_TGW))),
    view(Side.ACCEPTER, table(Side.ACCEPTER)),
)
WHOLE = (
    *("--from", f"{REQUESTER.scope}/{REQUESTER.id}", "--from-cidr", "10.10.0.0/16"),
    *("--to", f"{ACCEPTER.scope}/{ACCEPTER.id}", "--to-cidr", "10.20.0.0/16"),
)


BOB = "arn:aws:iam::111122223333:user/bob"
ITSELF = (*WHOLE[:4], "--to", WHOLE[1], "--to-cidr", "10.20.0.0/16")


def explain(
    folder: Path, seen: Observed, *subject: str, text: str = APPROVALS, memory: Memory | None = None
) -> Ended:
    """Explain from a saved observation."""
    file = save(observation(seen, memory), folder)
    approvals = write(folder, "approvals.yaml", text)
    return peerctl("explain", *subject, "--observation", file, "--approvals", approvals)


def test_a_request_that_would_be_accepted_shows_what_follows(tmp_path: Path) -> None:
    ended = explain(tmp_path, observed(status=PENDING), PCX)

    assert ended.code == 0
    assert "decision: accept by rule 'data'" in ended.out
    assert "data\taccept\tfits\t" in ended.out
    assert (
        "requester\t111122223333/us-east-1\trtb-requester-main\t10.20.0.0/16\tcreate" in ended.out
    )
    assert "accepter\t444455556666/eu-west-1\trtb-accepter-main\t10.10.0.0/16\tcreate" in ended.out
    assert f"next:\n  accept {PCX}\n" in ended.out
    assert "then:\n  route 10.20.0.0/16 in rtb-requester-main" in ended.out


def test_a_rule_that_misses_says_which_condition(tmp_path: Path) -> None:
    text = APPROVALS.replace("10.10.0.0/16", "10.11.0.0/16")

    ended = explain(tmp_path, observed(status=PENDING), PCX, text=text)

    missed = "requester.cidrs must be every block inside 10.11.0.0/16, but is 10.10.0.0/16 outside"
    assert f"data\taccept\tdoes not fit\t{missed}" in ended.out
    assert "decision: hold\n" in ended.out


def test_a_conflict_holds_and_is_shown_in_its_table(tmp_path: Path) -> None:
    ended = explain(tmp_path, observed(*TO_TGW_ALREADY, status=PENDING), PCX)

    assert "decision: hold by rule 'data'" in ended.out
    assert "but a guard holds it" in ended.out
    reason = "conflict\t10.20.0.0/16 already leads to tgw-0123456789abcdef0"
    assert f"rtb-requester-main\t10.20.0.0/16\t{reason}" in ended.out
    assert "next:" not in ended.out


def test_a_living_connection_shows_what_it_lacks(tmp_path: Path) -> None:
    stands = view(Side.REQUESTER, table(Side.REQUESTER, route("10.20.0.0/16", TO_US)))

    ended = explain(
        tmp_path, observed(stands, view(Side.ACCEPTER, table(Side.ACCEPTER))), PCX, memory=OURS
    )

    assert "decision: route by rule 'data'" in ended.out
    assert "10.20.0.0/16\tstands" in ended.out
    assert "10.10.0.0/16\tcreate" in ended.out


def test_a_dead_route_is_replaced(tmp_path: Path) -> None:
    seen = observed(
        view(Side.REQUESTER, table(Side.REQUESTER, dead("10.20.0.0/16"))),
        view(Side.ACCEPTER, table(Side.ACCEPTER)),
    )
    ended_peer = Observed(seen.connection, seen.views, (), frozenset({TO_ANOTHER.id}))  # type: ignore[arg-type]  # a peering's id

    ended = explain(tmp_path, ended_peer, PCX, memory=OURS)

    assert "10.20.0.0/16\treplace\ta dead route holds it" in ended.out


def test_an_ended_connection_shows_what_is_cleaned_up(tmp_path: Path) -> None:
    left = view(Side.REQUESTER, table(Side.REQUESTER, dead("10.20.0.0/16", TO_US)))

    ended = explain(tmp_path, observed(left, status=Status.DELETED), PCX, memory=OURS)

    assert "decision: clean up" in ended.out
    assert "unroute 10.20.0.0/16 in rtb-requester-main" in ended.out


@pytest.mark.parametrize("status", [Status.PROVISIONING, Status.DELETING])
def test_what_ec2_still_moves_on_is_waited_for(tmp_path: Path, status: Status) -> None:
    ended = explain(tmp_path, observed(status=status), PCX)

    assert "decision: wait" in ended.out


def test_a_request_that_nobody_made_is_judged_by_the_observed_tables(tmp_path: Path) -> None:
    seen = observed(*TO_TGW_ALREADY, status=PENDING)

    ended = explain(tmp_path, seen, "--from", REQUESTER.id, "--to", ACCEPTER.id)

    assert "connection: none yet (not requested yet)" in ended.out
    assert "pcx-not-yet" not in ended.out
    assert "already leads to tgw-0123456789abcdef0" in ended.out


def test_two_vpcs_given_whole_need_nothing_to_look_at(tmp_path: Path) -> None:
    approvals = write(tmp_path, "approvals.yaml", APPROVALS)

    ended = peerctl("explain", *WHOLE, "--approvals", approvals, "-o", "json")

    document = ended.document()
    assert isinstance(document, dict)
    assert (document["decision"], document["rule"]) == ("accept", "data")
    assert document["connection"] is None
    assert document["looked_at"] == []
    assert document["actions"] == ["accept the request"]
    assert "pcx-" not in ended.out


def test_yaml_says_the_same_as_json(tmp_path: Path) -> None:
    file = save(observation(observed(status=PENDING)), tmp_path)
    approvals = write(tmp_path, "approvals.yaml", APPROVALS)
    asked = ("explain", PCX, "--observation", file, "--approvals", approvals)

    said = [peerctl(*asked, "-o", shape).out for shape in ("json", "yaml")]

    assert json.loads(said[0]) == yaml.safe_load(said[1])


@pytest.mark.parametrize(
    "event",
    ["accept/create-cross-account-cross-region-tagged.json", "accept/config-item-change.json"],
)
def test_an_event_leads_to_its_connection(tmp_path: Path, event: str) -> None:
    named = connection(PENDING)
    file = str(ROOT / "events" / event)

    ended = explain(tmp_path, observed(status=PENDING), "--event", file)

    assert ended.code == 0, ended.err
    assert f"connection: {named.id} (pending-acceptance)" in ended.out


def test_an_event_of_somebody_else_is_ignored_in_words(tmp_path: Path) -> None:
    file = str(ROOT / "events/foreign/announced-by-somebody-else.json")

    ended = explain(tmp_path, observed(), "--event", file)

    assert ended.code == 0
    assert ended.out.startswith("ignored: nothing is done about")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "Name one thing to explain"),
        (("pcx-1", *WHOLE), 2, "Name one thing to explain"),
        (("--from", "vpc-0aaaaaaaa"), 2, "give both --from and --to"),
        ((*WHOLE, "--from-cidr", "10.10/16"), 2, "'10.10/16' is no block"),
        ((*WHOLE, "--to-tag", "open"), 2, "'open' is no tag"),
        ((*WHOLE, "--on", "tomorrow"), 2, "'tomorrow' is no day"),
        ((*WHOLE, "--requested-by", "nonsense"), 2, "'nonsense' is no principal's ARN"),
        ((*WHOLE, "--from-cidr", "10.10.0.1/16"), 2, "did you mean 10.10.0.0/16?"),
        (("pcx-1", "--requested-by", BOB), 2, "--requested-by goes with --from and --to"),
        (("pcx-1", "--from-cidr", "10.10.0.0/16"), 2, "--from-cidr goes with --from and --to"),
        (("--event", "e.json", "--to-tag", "a=b"), 2, "--to-tag goes with --from and --to"),
        (ITSELF, 2, "a VPC can't be peered with itself"),
        ((*WHOLE[:4], "--to", ACCEPTER.id), 2, "give ACCOUNT/REGION/VPC for --to"),
        ((*WHOLE, "--approvals", "nowhere.yaml"), 4, "nowhere.yaml: no such file"),
        (("pcx-1", "--observation", "nowhere.json"), 4, "nowhere.json: no such file"),
    ],
)
def test_bad_input_is_one_sentence(arguments: tuple[str, ...], code: int, said: str) -> None:
    ended = peerctl("explain", *arguments)

    assert ended.code == code
    assert said in ended.sentence


@pytest.mark.parametrize(
    ("subject", "code", "said"),
    [
        (("pcx-0000000000000dead",), 5, "is not in the observation"),
        (("--from", "vpc-0dddddddd", "--to", ACCEPTER.id), 5, "was not found in any governed"),
        (("--from", "my-vpc", "--to", ACCEPTER.id), 2, "names no VPC"),
        (
            ("--from", "999999999999/us-east-1/vpc-0dddddddd", "--to", ACCEPTER.id),
            5,
            "The blocks of vpc-0dddddddd are not known: give them with --from-cidr.",
        ),
    ],
)
def test_what_was_not_observed_is_one_sentence(
    tmp_path: Path, subject: tuple[str, ...], code: int, said: str
) -> None:
    ended = explain(tmp_path, observed(), *subject)

    assert ended.code == code
    assert said in ended.sentence


def test_an_event_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    ended = explain(tmp_path, observed(), "--event", write(tmp_path, "event.json", '{"source": 7}'))

    assert ended.code == 4
    assert "event.json: $." in ended.sentence


@pytest.mark.parametrize("records", ["[]", "7", "null"])
def test_a_batch_without_a_message_is_one_sentence(tmp_path: Path, records: str) -> None:
    file = write(tmp_path, "batch.json", '{"Records": ' + records + "}")

    ended = explain(tmp_path, observed(), "--event", file)

    assert ended.code == 4
    assert "batch.json: its Records hold no message" in ended.sentence


def test_a_message_that_nobody_understands_takes_no_others_answer_away(tmp_path: Path) -> None:
    file = str(ROOT / "events/accept/one-malformed-of-three.json")
    seen = observed(status=PENDING)

    table = explain(tmp_path, seen, "--event", file)
    document = explain(tmp_path, seen, "--event", file, "-o", "json").document()

    assert table.code == 4
    assert "unknown: " in table.out
    assert isinstance(document, list)
    assert len(document) == 3
    assert [found["decision"] for found in document].count("unknown") >= 1
    assert any(found["connection"] == PCX for found in document)
