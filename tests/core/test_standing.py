"""What an accepted connection is to us, as rules come, change and go."""

from dataclasses import replace
from datetime import date

import pytest

from peering.core.approvals import Conditions, Effect, Rule
from peering.core.explain import why_frozen
from peering.core.judging import read
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import Connection
from peering.core.standing import (
    Foreign,
    Frozen,
    Served,
    Standing,
    Unrouted,
    approved_by,
    read_again,
    standing,
)
from tests.core.examples import ACCEPTER, NOW, PCX, approvals, cidrs, connection, rule

TODAY = date(2026, 11, 20)
NEVER = Memory(PCX)
PERSON = "arn:aws:sts::444455556666:assumed-role/NetworkAdmin/alice"


def decided(basis: Basis = Basis.RULE, by: str = "data", effect: Effect = Effect.ACCEPT) -> Memory:
    return Memory(PCX, Decision(effect, basis, by, NOW))


def stands(memory: Memory, *rules: Rule, subject: Connection | None = None) -> Standing:
    return standing(read_again(subject or connection(), approvals(*rules), memory, TODAY), memory)


def test_what_a_rule_matches_is_served() -> None:
    assert stands(NEVER, rule()) == Served(rule())


def test_what_nothing_matches_and_nobody_decided_is_foreign() -> None:
    assert isinstance(stands(NEVER), Foreign)
    assert isinstance(stands(NEVER, rule(effect=Effect.REJECT, unroute=True)), Foreign)
    assert isinstance(stands(NEVER, rule(effect=Effect.HOLD)), Foreign)


@pytest.mark.parametrize(
    "rules",
    [
        (),
        (rule(until=date(2026, 11, 19)),),
        (rule(requester=Conditions(accounts=("999999999999",))),),
        (rule(accepter=Conditions(cidrs=cidrs("10.20.0.0/17"))),),
        (rule(), rule(name="stop", effect=Effect.HOLD)),
        (rule(), rule(name="no", effect=Effect.REJECT)),
    ],
    ids=["withdrawn", "ended", "changed", "a block outside", "held", "rejected"],
)
def test_what_was_decided_and_is_approved_no_more_is_frozen(rules: tuple[Rule, ...]) -> None:
    frozen = stands(decided(), *rules)

    assert isinstance(frozen, Frozen)
    assert why_frozen(frozen.readings)


def test_only_an_explicit_unroute_takes_routes_from_a_living_connection() -> None:
    unroute = rule(name="no", effect=Effect.REJECT, unroute=True)

    assert stands(decided(), rule(), unroute) == Unrouted(unroute)


def test_tags_are_not_asked_again_of_the_rule_that_decided() -> None:
    by_tag = rule(accepter=Conditions(tags={"peering": "open"}))

    served = stands(decided(), by_tag)

    assert isinstance(served, Served)
    assert served.rule.name == "data"


def test_tags_of_other_rules_are_asked() -> None:
    by_tag = rule(name="other", accepter=Conditions(tags={"peering": "open"}))

    assert isinstance(stands(decided(), by_tag), Frozen)


def test_a_rule_that_lost_its_tag_condition_keeps_its_routes_narrowing_nothing() -> None:
    tagged = connection(accepter=replace(ACCEPTER, tags={"peering": "closed"}))
    by_tag = rule(accepter=Conditions(tags={"peering": "open"}))

    assert isinstance(stands(decided(), by_tag, subject=tagged), Served)


@pytest.mark.parametrize("rules", [(), (rule(name="ask", effect=Effect.HOLD),)])
def test_what_a_person_approved_is_served_whatever_holds_it(rules: tuple[Rule, ...]) -> None:
    memory = decided(Basis.PERSON, PERSON)

    assert memory.decision is not None
    assert stands(memory, *rules) == Served(approved_by(memory.decision))


def test_no_person_overrides_a_reject_rule() -> None:
    refused = rule(name="no", effect=Effect.REJECT)

    assert isinstance(stands(decided(Basis.PERSON, PERSON), refused), Frozen)


def test_a_rejection_that_we_remember_serves_nothing() -> None:
    assert isinstance(stands(decided(effect=Effect.REJECT)), Foreign)


def test_readings_of_an_unknown_connection_ask_for_its_tags() -> None:
    by_tag = rule(accepter=Conditions(tags={"peering": "open"}))

    assert read_again(connection(), approvals(by_tag), NEVER, TODAY) == read(
        connection(), approvals(by_tag), TODAY
    )


def test_what_a_person_approved_is_served_whole_in_their_name() -> None:
    served = stands(decided(Basis.PERSON, PERSON))

    assert served == Served(Rule(name=f"approved by {PERSON}", effect=Effect.ACCEPT))


def test_what_a_rule_rejects_is_frozen_for_that_rules_reasons_alone() -> None:
    no = rule(name="no", effect=Effect.REJECT)

    frozen = stands(decided(), rule(), no, rule(name="later", effect=Effect.HOLD))

    assert isinstance(frozen, Frozen)
    assert [reading.rule for reading in frozen.readings] == [no]


@pytest.mark.parametrize("side", ["requester", "accepter"])
def test_tags_of_neither_side_are_asked_again(side: str) -> None:
    asked = Conditions(tags={"peering": "open"})
    by_tag = rule(requester=asked) if side == "requester" else rule(accepter=asked)

    assert isinstance(stands(decided(), by_tag), Served)


def test_a_rule_that_ended_serves_nothing_that_nobody_decided() -> None:
    ended = rule(until=date(2026, 11, 19))

    assert isinstance(stands(NEVER, ended), Foreign)
    assert isinstance(stands(decided(Basis.PERSON, PERSON), ended), Served)


def test_who_asked_counts_for_every_rule_but_the_one_that_decided() -> None:
    hers = rule(name="hers", effect=Effect.REJECT, requested_by=(PERSON,))
    by_her = replace(decided(), requested_by=PERSON)
    by_another = replace(decided(), requested_by="arn:aws:iam::111122223333:user/bob")

    assert isinstance(stands(by_her, rule(), hers), Frozen)
    assert isinstance(stands(by_another, rule(), hers), Served)
