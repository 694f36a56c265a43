"""What a request gets, from what the rules say and what a person ruled."""

from dataclasses import replace

import pytest

from peering.core.answering import Admit, Answer, Refuse, Wait, answer_to
from peering.core.approvals import Effect, Rule
from peering.core.judging import Approved, Forbidden, Undecided, Verdict
from peering.core.memory import Basis, Decision
from peering.core.rulings import Ruling, fingerprint_of_ends
from tests.core.examples import ACCEPTER_SCOPE, NOW, cidrs, connection, rule

BOB = "arn:aws:iam::123456789012:user/bob"
ENDS = fingerprint_of_ends(connection())
YES = Ruling(Effect.ACCEPT, BOB, NOW, "ticket 12", ENDS)
NO = replace(YES, effect=Effect.REJECT)
FORBIDDEN, APPROVED = Forbidden(rule("no", Effect.REJECT)), Approved(rule())
UNDECIDED = Undecided(None, ())
BY_RULE = Decision(Effect.ACCEPT, Basis.RULE, "data", NOW, ("requester: account 111122223333",))
FORBIDDEN_BY = replace(BY_RULE, effect=Effect.REJECT, by="no")
BY_BOB = Decision(Effect.ACCEPT, Basis.PERSON, BOB, NOW, ("ticket 12",))
ADMITTED = Admit(rule(), BY_RULE, "rule 'data' would accept the request")
IN_BOBS_NAME = Rule(f"approved by {BOB}", Effect.ACCEPT)
SAID = f"by {BOB} at 2026-11-20 08:15 UTC: ticket 12"


@pytest.mark.parametrize(
    ("verdict", "ruling", "answer"),
    [
        (FORBIDDEN, None, Refuse(FORBIDDEN_BY)),
        (FORBIDDEN, YES, Refuse(FORBIDDEN_BY)),
        (APPROVED, None, ADMITTED),
        (APPROVED, YES, ADMITTED),
        (APPROVED, NO, Refuse(replace(BY_BOB, effect=Effect.REJECT))),
        (UNDECIDED, None, Wait(("no accept rule is in the approvals file",))),
        (UNDECIDED, YES, Admit(IN_BOBS_NAME, BY_BOB, f"the request was approved {SAID}")),
        (UNDECIDED, NO, Refuse(replace(BY_BOB, effect=Effect.REJECT))),
    ],
)
def test_reject_rules_then_a_persons_no_then_rules_then_a_persons_yes(
    verdict: Verdict, ruling: Ruling | None, answer: Answer
) -> None:
    assert answer_to(verdict, ruling, ENDS, NOW) == answer


@pytest.mark.parametrize(
    ("verdict", "ruling", "waits"),
    [(APPROVED, YES, False), (APPROVED, NO, True), (UNDECIDED, YES, True), (UNDECIDED, NO, True)],
)
def test_a_ruling_about_other_ends_counts_only_against(
    verdict: Verdict, ruling: Ruling, *, waits: bool
) -> None:
    answer = answer_to(verdict, ruling, "other ends", NOW)

    changed = f"it was {ruling}; but its VPCs or their blocks have changed since"
    assert answer == (Wait((changed, "it has to be decided anew")) if waits else ADMITTED)


def test_the_ends_are_known_by_owner_region_id_and_blocks_of_both() -> None:
    there, known = connection(), fingerprint_of_ends(connection())
    blocks = cidrs("10.20.0.0/16", "10.21.0.0/16")
    turned = replace(there.accepter, cidrs=blocks[::-1])

    assert len(known) == 32
    assert fingerprint_of_ends(replace(there, accepter=replace(turned, cidrs=blocks))) == (
        fingerprint_of_ends(replace(there, accepter=turned))
    )
    for other in (
        replace(there, requester=replace(there.requester, scope=ACCEPTER_SCOPE)),
        replace(there, requester=replace(there.requester, id=there.accepter.id)),
        replace(there, requester=replace(there.requester, cidrs=())),
        replace(there, accepter=turned),
    ):
        assert fingerprint_of_ends(other) != known
