"""What an accepted connection is to us, as rules come, change and go."""

from dataclasses import replace
from datetime import date

import pytest

from peering.core.approvals import Conditions, Effect, Rule
from peering.core.explain import why_frozen
from peering.core.judging import read
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import AccountId, Connection, Region, Scope, Side
from peering.core.standing import (
    Foreign,
    Frozen,
    Served,
    Standing,
    Unrouted,
    approved_by,
    read_again,
    standing,
    standing_as_read,
)
from tests.core.examples import ACCEPTER, NOW, PCX, approvals, cidrs, connection, rule

TODAY = date(2026, 11, 20)
NEVER = Memory(PCX)
OUTSIDE = Scope(AccountId("999900001111"), Region("us-east-1"))
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


def read_whole(
    memory: Memory, *rules: Rule, subject: Connection | None = None, outside: Side | None = None
) -> Standing:
    """What it is to us once nothing more can be read."""
    seen, approved = subject or connection(), approvals(*rules)
    if outside is Side.REQUESTER:
        seen = replace(seen, requester=replace(seen.requester, scope=OUTSIDE))
    elif outside is Side.ACCEPTER:
        seen = replace(seen, accepter=replace(seen.accepter, scope=OUTSIDE))
    readings = read_again(seen, approved, memory, TODAY)
    return standing_as_read(seen, approved, readings, memory)


BY_TAG = rule(name="first", accepter=Conditions(tags={"peering": "open"}))


def test_no_later_rule_takes_the_place_of_one_whose_tags_cannot_be_read() -> None:
    frozen = read_whole(decided(), BY_TAG, rule())

    assert isinstance(frozen, Frozen)
    assert [reading.rule for reading in frozen.readings] == [BY_TAG]
    assert read_whole(decided(), rule(), BY_TAG) == Served(rule())
    assert read_whole(NEVER, BY_TAG, rule()) == Served(rule())
    assert isinstance(stands(decided(), BY_TAG, rule()), Served)


def test_no_later_rule_takes_the_place_of_one_whose_blocks_are_not_shown() -> None:
    by_block = rule(name="first", accepter=Conditions(cidrs=cidrs("10.20.0.0/14")))
    unshown = connection(accepter=replace(ACCEPTER, cidrs=()))

    assert isinstance(read_whole(decided(), by_block, rule(), subject=unshown), Frozen)


def test_what_is_never_known_lets_the_later_rule_decide() -> None:
    hers = replace(BY_TAG, requested_by=(PERSON,))

    assert read_whole(decided(), hers, rule()) == Served(rule())


@pytest.mark.parametrize("outside", Side)
def test_a_strangers_tags_let_the_later_rule_decide(outside: Side) -> None:
    tagged = Conditions(tags={"peering": "open"})
    requester, accepter = (tagged if side is outside else Conditions() for side in Side)
    by_tag = rule(name="first", one_sided=True, requester=requester, accepter=accepter)
    later = rule(one_sided=True, requester=Conditions())

    assert read_whole(decided(), by_tag, later, outside=outside) == Served(later)


def test_what_is_read_and_does_not_fit_lets_the_later_rule_decide() -> None:
    tagged = connection(accepter=replace(ACCEPTER, tags={}))

    assert read_whole(decided(), BY_TAG, rule(), subject=tagged) == Served(rule())


def test_what_a_person_approved_waits_for_no_tag() -> None:
    memory = decided(Basis.PERSON, PERSON)

    assert memory.decision is not None
    assert read_whole(memory, BY_TAG, rule()) == Served(approved_by(memory.decision))


def test_what_cannot_be_told_is_said_as_such() -> None:
    frozen = read_whole(decided(), BY_TAG, rule())

    assert isinstance(frozen, Frozen)
    (said,) = why_frozen(frozen.readings)
    assert said == (
        "rule 'first' may decide it, and nobody can tell that it does not fit: "
        "accepter.tags must be peering=open, but is not readable"
    )


def test_what_does_not_fit_is_said_to_miss_though_another_rule_cannot_be_told() -> None:
    ended = rule(name="ended", until=date(2026, 11, 19))

    for rules in ((ended,), (BY_TAG, ended)):
        frozen = read_whole(decided(), *rules)
        assert isinstance(frozen, Frozen)
        said = why_frozen(frozen.readings)[-1]
        assert said.startswith("rule 'ended' does not fit: until must be a day")


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
