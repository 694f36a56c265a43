"""Judging: reject beats hold beats accept, and it is always explained."""

from dataclasses import replace
from datetime import date

import pytest

from peering.core.approvals import Conditions, Effect, Rule
from peering.core.explain import why_undecided
from peering.core.judging import Approved, Forbidden, Undecided, Verdict, judge, read, unread_tags
from peering.core.model import Connection, Side
from tests.core.examples import ACCEPTER, REQUESTER, approvals, cidrs, connection, rule

TODAY = date(2026, 11, 20)


def judged(subject: Connection, *rules: Rule) -> Verdict:
    return judge(read(subject, approvals(*rules), TODAY))


def test_nothing_is_approved_that_no_rule_names() -> None:
    assert judged(connection()) == Undecided(None, ())


@pytest.mark.parametrize(
    ("effects", "verdict"),
    [
        (["accept"], "accept"),
        (["accept", "hold"], "hold"),
        (["accept", "hold", "reject"], "reject"),
        (["hold", "reject", "accept"], "reject"),
        (["reject", "accept"], "reject"),
    ],
)
def test_reject_beats_hold_beats_accept(effects: list[str], verdict: str) -> None:
    rules = [rule(name=effect, effect=Effect(effect)) for effect in effects]

    match judged(connection(), *rules):
        case Approved(decider) | Forbidden(decider) | Undecided(Rule() as decider, _):
            assert decider.name == verdict
        case nobody:
            pytest.fail(f"{nobody} names no rule")


def test_among_accept_rules_the_first_in_the_file_decides() -> None:
    first, second = rule(name="first"), rule(name="second")

    assert judged(connection(), first, second) == Approved(first)


@pytest.mark.parametrize(
    ("conditions", "misses"),
    [
        (Conditions(accounts=("999999999999",)), "accepter.accounts"),
        (Conditions(regions=("us-east-1",)), "accepter.regions"),
        (Conditions(vpcs=("vpc-0c*",)), "accepter.vpcs"),
        (Conditions(cidrs=cidrs("10.20.0.0/17")), "accepter.cidrs"),
        (Conditions(tags={"peering": "open"}), "accepter.tags"),
    ],
)
def test_every_condition_is_asked_and_named(conditions: Conditions, misses: str) -> None:
    verdict = judged(connection(), rule(accepter=conditions))

    assert isinstance(verdict, Undecided)
    assert [m.field for r in verdict.readings for m in r.mismatches] == [misses]
    assert misses in why_undecided(verdict)[0]


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(accounts=("999999999999", "444455556666")),
        Conditions(regions=("eu-west-1",)),
        Conditions(vpcs=("vpc-0c*", "vpc-0b*")),
        Conditions(vpcs=("vpc-0bbbbbbbbbbbbbbbb",)),
        Conditions(cidrs=cidrs("10.16.0.0/12", "192.168.0.0/16")),
        Conditions(),
    ],
)
def test_what_meets_its_conditions_fits(conditions: Conditions) -> None:
    wanted = rule(accepter=conditions)

    assert judged(connection(), wanted) == Approved(wanted)


@pytest.mark.parametrize(
    "blocks",
    [("10.20.0.0/16", "10.99.0.0/16"), ("10.20.0.0/16", "2600:1f18::/56")],
    ids=["secondary", "IPv6"],
)
def test_a_vpc_with_one_block_outside_does_not_fit(blocks: tuple[str, ...]) -> None:
    outside = connection(accepter=replace(ACCEPTER, cidrs=cidrs(*blocks)))

    verdict = judged(outside, rule(accepter=Conditions(cidrs=cidrs("10.20.0.0/14"))))

    assert isinstance(verdict, Undecided)
    assert blocks[1] in why_undecided(verdict)[0]


def test_blocks_that_ec2_does_not_show_fit_no_accept_rule() -> None:
    hidden = connection(accepter=replace(ACCEPTER, cidrs=()))

    verdict = judged(hidden, rule(accepter=Conditions(cidrs=cidrs("10.0.0.0/8"))))

    assert isinstance(verdict, Undecided)


@pytest.mark.parametrize("effect", [Effect.REJECT, Effect.HOLD])
def test_a_strict_rule_that_nobody_can_check_holds(effect: Effect) -> None:
    secret = rule(name="secret", effect=effect, accepter=Conditions(tags={"secret": "yes"}))

    verdict = judged(connection(), secret, rule())

    assert isinstance(verdict, Undecided)
    assert verdict.rule == secret
    assert "not readable" in why_undecided(verdict)[0]


def test_tags_are_read_only_where_they_decide() -> None:
    by_tag = rule(accepter=Conditions(tags={"peering": "open"}))
    elsewhere = rule(accepter=Conditions(accounts=("999999999999",), tags={"peering": "open"}))

    assert unread_tags(read(connection(), approvals(by_tag), TODAY)) == {Side.ACCEPTER}
    assert unread_tags(read(connection(), approvals(elsewhere), TODAY)) == frozenset()


def test_tags_that_are_read_decide() -> None:
    by_tag = rule(accepter=Conditions(tags={"peering": "open"}))
    tagged = connection(accepter=replace(ACCEPTER, tags={"peering": "open", "Name": "data"}))
    closed = connection(accepter=replace(ACCEPTER, tags={"peering": "closed"}))

    assert judged(tagged, by_tag) == Approved(by_tag)
    assert isinstance(judged(closed, by_tag), Undecided)


@pytest.mark.parametrize(
    ("until", "fits"), [(date(2026, 11, 20), True), (date(2026, 11, 19), False), (None, True)]
)
def test_until_is_the_last_day_on_which_a_rule_decides(until: date | None, fits: bool) -> None:  # noqa: FBT001 # a table's column
    assert isinstance(judged(connection(), rule(until=until)), Approved) is fits


def test_the_nearest_rules_are_explained_first() -> None:
    far = rule(name="far", requester=Conditions(accounts=("9",), regions=("x",), vpcs=("y",)))
    near = rule(name="near", requester=Conditions(regions=("eu-north-1",)))

    verdict = judged(connection(), far, near)

    assert isinstance(verdict, Undecided)
    assert "near" in why_undecided(verdict)[0]
    assert REQUESTER.scope.region in why_undecided(verdict)[0]
