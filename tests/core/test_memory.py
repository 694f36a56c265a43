"""What counts as the same decision."""

from dataclasses import replace
from datetime import timedelta

from peering.core.approvals import Effect
from peering.core.memory import Basis, Decision
from tests.core.examples import NOW

DECISION = Decision(Effect.ACCEPT, Basis.RULE, "data", NOW, ("requester: account 1",))


def test_a_decision_is_the_same_whenever_it_was_made_and_closed_or_not() -> None:
    later = replace(DECISION, at=NOW + timedelta(days=1))

    assert DECISION.same_as(later)
    assert DECISION.same_as(replace(DECISION, closed=True))
    assert not DECISION.same_as(replace(DECISION, by="another"))
    assert not DECISION.same_as(replace(DECISION, grounds=()))
