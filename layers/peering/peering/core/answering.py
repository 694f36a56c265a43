"""What a verdict and a person's ruling amount to: refuse the request, admit it, or wait."""

from dataclasses import dataclass
from datetime import datetime

from peering.core.approvals import Effect, Rule
from peering.core.explain import grounds, why_undecided
from peering.core.judging import Approved, Forbidden, Undecided, Verdict
from peering.core.memory import Basis, Decision
from peering.core.rulings import Ruling
from peering.core.standing import approved_by


@dataclass(frozen=True, slots=True)
class Refuse:
    """Reject the request."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class Admit:
    """Accept the request as *rule* says, unless a guard holds it; `said` is by whose word."""

    rule: Rule
    decision: Decision
    said: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Leave the request to a person."""

    reasons: tuple[str, ...]


type Answer = Refuse | Admit | Wait


def answer_to(verdict: Verdict, ruling: Ruling | None, ends: str, now: datetime) -> Answer:
    """Say what the request gets. *ends* is the fingerprint of its ends as they are now.

    A reject rule is never overruled. Otherwise a person's no counts before any rule's yes, and a
    person's yes where no rule says yes or no.
    """
    if isinstance(verdict, Forbidden):
        return Refuse(_by_rule(verdict.rule, now))
    if ruling is not None and ruling.ends != ends:
        if isinstance(verdict, Undecided) or ruling.effect is Effect.REJECT:
            changed = f"it was {ruling}; but its VPCs or their blocks have changed since"
            return Wait((changed, "it has to be decided anew"))
    elif ruling is not None and ruling.effect is Effect.REJECT:
        return Refuse(_by_person(ruling, now))
    if isinstance(verdict, Approved):
        rule = verdict.rule
        return Admit(rule, _by_rule(rule, now), f"rule '{rule.name}' would accept the request")
    if ruling is None:
        return Wait(why_undecided(verdict))
    decision = _by_person(ruling, now)
    return Admit(approved_by(decision), decision, f"the request was {ruling}")


def _by_rule(rule: Rule, now: datetime) -> Decision:
    return Decision(rule.effect, Basis.RULE, rule.name, now, grounds(rule))


def _by_person(ruling: Ruling, now: datetime) -> Decision:
    return Decision(ruling.effect, Basis.PERSON, ruling.by, now, (ruling.reason,))
