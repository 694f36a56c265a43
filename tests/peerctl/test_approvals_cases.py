from pathlib import Path

from tests.peerctl.command import APPROVALS, Ended, peerctl, write

CASES = """\
version: 1
cases:
  - name: the data platform is let in
    requester: {account: "111122223333", region: us-east-1, cidrs: [10.10.0.0/16]}
    accepter: {account: "444455556666", region: eu-west-1, cidrs: [10.20.0.0/16]}
    expect: accept
    rule: data
"""
SECOND_BLOCK = CASES.replace("[10.10.0.0/16]", "[10.10.0.0/16, 10.66.0.0/16]")


def run(folder: Path, cases: str, approvals: str = APPROVALS, *options: str) -> Ended:
    """Run the table against the approvals."""
    file = write(folder, "approvals.yaml", approvals)
    table = write(folder, "approvals.test.yaml", cases)
    return peerctl("approvals", "test", table, "--approvals", file, *options)


def test_a_table_that_holds_is_told_and_exits_with_0(tmp_path: Path) -> None:
    ended = run(tmp_path, CASES)

    assert ended.code == 0
    assert "ok\tthe data platform is let in\taccept" in ended.out
    assert "1 of 1 cases are decided as expected." in ended.out


def test_a_case_that_fails_says_what_is_decided_and_why(tmp_path: Path) -> None:
    ended = run(tmp_path, SECOND_BLOCK)

    assert ended.code == 1
    assert "expected accept by rule 'data', found hold" in ended.out
    assert "but is 10.66.0.0/16 outside" in ended.out


def test_the_right_answer_by_another_rule_fails(tmp_path: Path) -> None:
    ended = run(tmp_path, CASES.replace("rule: data", "rule: another"))

    assert ended.code == 1
    assert "expected accept by rule 'another', found accept by rule 'data'" in ended.out


def test_guards_have_their_say(tmp_path: Path) -> None:
    """Overlapping VPCs are held although the rule fits."""
    wide = APPROVALS.replace("10.20.0.0/16", "10.0.0.0/8")

    ended = run(tmp_path, CASES.replace("10.20.0.0/16", "10.10.0.0/17"), wide)

    assert "found hold by rule 'data'" in ended.out
    assert "the VPCs overlap" in ended.out


def test_tags_that_nobody_governs_cannot_be_read(tmp_path: Path) -> None:
    tagged = APPROVALS + "    until: 2027-06-30\n"
    tagged = tagged.replace("{accounts: [", "{tags: {open: 'yes'}, accounts: [")
    vendor = tagged.replace('["111122223333", "444455556666"]', '["444455556666"]')
    case = CASES.replace("cidrs: [10.10", "tags: {open: 'yes'}, cidrs: [10.10")

    governed, foreign = run(tmp_path, case, tagged), run(tmp_path, case, vendor)

    assert governed.code == 0
    assert foreign.code == 1
    assert "requester.tags must be open=yes, but is not readable" in foreign.out


def test_a_case_says_on_which_day_it_is_decided(tmp_path: Path) -> None:
    ends = APPROVALS + "    until: 2027-06-30\n"

    assert run(tmp_path, CASES + "    on: 2027-06-30\n", ends).code == 0
    late = run(tmp_path, CASES + "    on: 2027-07-01\n", ends)
    assert "until must be a day up to 2027-06-30, but is a later day" in late.out


def test_a_request_to_a_vpc_that_nobody_governs_is_none_of_our_business(tmp_path: Path) -> None:
    vendor = CASES.replace("444455556666", "777788889999").replace("accept\n", "ignore\n")

    assert run(tmp_path, vendor.replace("    rule: data\n", "")).code == 0


def test_mistakes_in_the_table_have_lines_and_columns(tmp_path: Path) -> None:
    ended = run(tmp_path, CASES.replace("expect: accept", "expcet: accept"))

    assert ended.code == 4
    assert ":6:5 cases[0].expcet: expected a known field (did you mean expect?)" in ended.err
    assert "cases[0].expect: expected a field called expect, found none" in ended.err
    assert "Traceback" not in ended.err


def test_json_tells_each_case(tmp_path: Path) -> None:
    document = run(tmp_path, SECOND_BLOCK, APPROVALS, "-o", "json").document()

    assert isinstance(document, list)
    assert document[0]["passed"] is False
    assert document[0]["found"] == {"decision": "hold", "rule": None}


BY_NETWORK = APPROVALS + "    requested_by: ['arn:aws:iam::111122223333:role/network']\n"
ALICE = "arn:aws:sts::111122223333:assumed-role/network/alice"


def test_a_case_says_who_asks(tmp_path: Path) -> None:
    by_alice = CASES.replace("    expect", f"    requested_by: {ALICE}\n    expect")

    assert run(tmp_path, by_alice, BY_NETWORK).code == 0
    unknown = run(tmp_path, CASES, BY_NETWORK)
    assert unknown.code == 1
    assert "but is not recorded" in unknown.out
