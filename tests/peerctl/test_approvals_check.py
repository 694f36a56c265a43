from pathlib import Path

import pytest

from tests.peerctl.command import APPROVALS, peerctl, write

_MORE = """\
  - name: {name}
    effect: {effect}
    requester: {requester}
"""


def rule(name: str, effect: str, requester: str) -> str:
    """One more rule of the file."""
    return _MORE.format(name=name, effect=effect, requester=requester)


def remarks(tmp_path: Path, text: str, *options: str) -> list[tuple[str, str]]:
    """The kind and the sentence of each remark."""
    file = write(tmp_path, "approvals.yaml", text)
    ended = peerctl("approvals", "check", file, "-o", "json", *options)
    assert ended.code == 0, ended.err
    document = ended.document()
    assert isinstance(document, dict)
    return [(remark["kind"], remark["remark"]) for remark in document["remarks"]]


def test_the_teams_own_file_has_no_mistakes() -> None:
    ended = peerctl("approvals", "check")

    assert ended.code == 0
    assert "no mistakes" in ended.out
    assert ended.err == ""


def test_every_mistake_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    file = write(tmp_path, "a.yaml", APPROVALS.replace("10.20.0.0/16", "10.20.0.1/16") + "oops: 1")

    ended = peerctl("approvals", "check", file)

    assert ended.code == 3
    assert ended.err.startswith(f"{file}:9:24 rules[0].accepter.cidrs[0]: expected 10.20.0.0/16")
    assert f"{file}:10:1 oops: expected one of" in ended.err


def test_machines_are_told_each_mistake_in_fields(tmp_path: Path) -> None:
    file = write(tmp_path, "a.yaml", APPROVALS.replace("10.20.0.0/16", "10.20.0.1/16"))

    ended = peerctl("approvals", "check", file, "-o", "json")

    assert ended.code == 3
    told = ended.document()
    assert isinstance(told, dict)
    (mistake,) = told["mistakes"]
    assert (mistake["line"], mistake["column"]) == (9, 24)
    assert mistake["field"] == "rules[0].accepter.cidrs[0]"
    assert "10.20.0.1/16" in mistake["found"]
    assert ended.err.startswith(f"{file}:9:24 ")


def test_one_rule_is_not_told_as_many(tmp_path: Path) -> None:
    said = peerctl("approvals", "check", write(tmp_path, "a.yaml", APPROVALS)).out

    assert "1 rule for 4 scopes (account and Region), no mistakes, 0 remarks." in said


def test_a_rule_that_a_stricter_one_covers_never_decides(tmp_path: Path) -> None:
    text = APPROVALS + rule("nothing", "reject", '{accounts: ["111122223333", "444455556666"]}')

    [(kind, sentence)] = remarks(tmp_path, text)

    assert kind == "shadowed"
    assert sentence.startswith("rule 'data' never decides: rule 'nothing', which says reject")


def test_a_rule_that_an_earlier_one_covers_never_decides(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "a.yaml",
        APPROVALS.replace("10.10.0.0/16", "10.0.0.0/8").replace("    accepter", "    # accepter")
        + rule("later", "accept", '{accounts: ["111122223333"], cidrs: [10.9.0.0/16]}'),
    )

    ended = peerctl("approvals", "check", file)

    assert f"{file}:10:11 shadowed: rule 'later' never decides: rule 'data'" in ended.out


def test_a_rule_of_accounts_that_nobody_governs_is_unreachable(tmp_path: Path) -> None:
    text = APPROVALS.replace(
        '{accounts: ["111122223333"], cidrs: [10.10.0.0/16]}', '{accounts: ["999999999999"]}'
    ).replace("{cidrs: [10.20.0.0/16]}", '{accounts: ["888888888888"]}')

    assert remarks(tmp_path, text) == [
        ("unreachable", "rule 'data' never fits: neither of its sides is governed")
    ]


def test_tags_that_nobody_can_read_make_a_rule_unreachable(tmp_path: Path) -> None:
    text = APPROVALS.replace(
        "{cidrs: [10.20.0.0/16]}",
        '{accounts: ["888888888888"], tags: {peering: open}}\n    one_sided: true\n',
    )

    [(kind, sentence)] = remarks(tmp_path, text)

    assert kind == "unreachable"
    assert "the accepter's tags can be read in governed accounts" in sentence


def test_routes_that_leave_nothing_to_route_make_a_rule_useless(tmp_path: Path) -> None:
    text = APPROVALS + "    routes: {requester: {destinations: [10.99.0.0/16]}}\n"

    [(kind, sentence)] = remarks(tmp_path, text)

    assert kind == "unreachable"
    assert "leave the requester none of the accepter's blocks" in sentence


@pytest.mark.parametrize(
    ("day", "said"), [("2027-07-01", "ended on 2027-06-30"), ("2027-06-20", "in 10 days")]
)
def test_a_rule_that_ended_or_soon_will_is_told(tmp_path: Path, day: str, said: str) -> None:
    text = APPROVALS + "    until: 2027-06-30\n"

    [(kind, sentence)] = remarks(tmp_path, text, "--on", day)

    assert kind == "expired"
    assert said in sentence


def test_a_reject_rule_that_a_second_block_slips_past_is_told(tmp_path: Path) -> None:
    text = APPROVALS + rule("laboratory", "reject", "{cidrs: [10.10.99.0/24]}")

    [(kind, sentence)] = remarks(tmp_path, text)

    assert kind == "overlap"
    assert "one with another block in 10.10.0.0/16 slips past it to 'data'" in sentence


def test_blocks_that_can_never_be_peered_are_told(tmp_path: Path) -> None:
    text = APPROVALS.replace("10.20.0.0/16", "10.10.128.0/17")

    [(kind, sentence)] = remarks(tmp_path, text)

    assert kind == "overlap"
    assert "the requester's 10.10.0.0/16 and the accepter's 10.10.128.0/17 overlap" in sentence


def test_strict_turns_remarks_into_an_exit_code(tmp_path: Path) -> None:
    file = write(tmp_path, "a.yaml", APPROVALS + "    until: 2020-01-01\n")

    assert peerctl("approvals", "check", file).code == 0
    assert peerctl("approvals", "check", "--strict", file).code == 1


def test_a_file_that_is_not_there_is_one_sentence() -> None:
    ended = peerctl("approvals", "check", "nowhere.yaml")

    assert ended.code == 4
    assert ended.sentence.startswith("nowhere.yaml: no such file")


OUTSIDE = """\
  - name: vendor
    effect: accept
    requester: {accounts: ["111122223333"]}
    accepter: {accounts: ["777788889999"]}
"""


def test_a_rule_for_an_outside_account_has_to_be_one_sided(tmp_path: Path) -> None:
    [(kind, sentence)] = remarks(tmp_path, APPROVALS + OUTSIDE)

    assert kind == "unreachable"
    assert "the accepter's accounts is governed, and the rule does not say one_sided" in sentence
    assert remarks(tmp_path, APPROVALS + OUTSIDE + "    one_sided: true\n") == []


def test_a_rule_that_asks_strangers_who_they_are_never_fits(tmp_path: Path) -> None:
    vendors = OUTSIDE.replace("111122223333", "888899990000").replace(
        "777788889999", "444455556666"
    )
    by = "    one_sided: true\n    requested_by: ['arn:aws:iam::*:role/a']\n"

    [(kind, sentence)] = remarks(tmp_path, APPROVALS + vendors + by)

    assert kind == "unreachable"
    assert "who made a request is known in governed accounts only" in sentence


def test_a_rule_for_some_principals_does_not_shadow_one_for_all(tmp_path: Path) -> None:
    narrow = rule("by network", "reject", '{accounts: ["111122223333"]}')
    by = "    requested_by: ['arn:aws:iam::*:role/network']\n"

    assert remarks(tmp_path, APPROVALS + narrow + by) == []
    assert [kind for kind, _ in remarks(tmp_path, APPROVALS + narrow)] == ["shadowed"]


def test_a_region_that_nobody_knows_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    text = APPROVALS.replace("[us-east-1, eu-west-1]", "[us-east-1, eu-wset-1]").replace(
        "{cidrs: [10.20.0.0/16]}", "{regions: [us-esat-1, us-east-1], cidrs: [10.20.0.0/16]}"
    )
    file = write(tmp_path, "a.yaml", text)

    ended = peerctl("approvals", "check", file, "--strict")

    assert ended.code == 1
    assert f"{file}:4:26 region: no Region is known as eu-wset-1: did you mean eu-west-1?" in (
        ended.out
    )
    assert f"{file}:9:26 region: no Region is known as us-esat-1: did you mean us-east-1?" in (
        ended.out
    )


def test_regions_of_every_partition_are_known(tmp_path: Path) -> None:
    regions = "[us-east-1, cn-north-1, us-gov-west-1, eusc-de-east-1]"

    assert remarks(tmp_path, APPROVALS.replace("[us-east-1, eu-west-1]", regions)) == []
