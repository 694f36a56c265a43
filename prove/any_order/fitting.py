"""Which rule decides about a connection, worked out apart from the program.

For the pools' rules alone: none of their reject and hold rules asks for what EC2 may hide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from peering.core.approvals import Conditions, Effect, Rule
from peering.core.blocks import contains
from peering.core.model import Side, Vpc
from prove.any_order.pools import OUTSIDE

_STRICTEST_FIRST = (Effect.REJECT, Effect.HOLD, Effect.ACCEPT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is judged: both VPCs as they are, the day, and who asked, where it is known.

    `decided_by` is the rule that accepted it once: it is not asked again for tags and callers.
    """

    ends: Mapping[Side, Vpc]
    day: date
    asked_by: str | None = None
    decided_by: str | None = None

    def fits(self, rule: Rule) -> bool:
        """Tell whether the rule is about it."""
        accepts = rule.effect is Effect.ACCEPT
        again = accepts and rule.name == self.decided_by
        outside = any(vpc.scope.account_id == OUTSIDE for vpc in self.ends.values())
        return (
            (rule.until is None or self.day <= rule.until)
            and (not accepts or rule.one_sided == outside)
            and (again or rule.requested_by is None or self.asked_by in rule.requested_by)
            and all(_meets(vpc, rule.conditions(s), again=again) for s, vpc in self.ends.items())
        )


def deciding(rules: tuple[Rule, ...], asked: Asked) -> Rule | None:
    """The rule that decides: rejecting beats holding beats accepting, then the first."""
    fitting = [rule for rule in rules if asked.fits(rule)]
    ranked = sorted(fitting, key=lambda rule: _STRICTEST_FIRST.index(rule.effect))
    return ranked[0] if ranked else None


def _meets(vpc: Vpc, wanted: Conditions, *, again: bool) -> bool:
    return (
        (wanted.accounts is None or vpc.scope.account_id in wanted.accounts)
        and (wanted.regions is None or vpc.scope.region in wanted.regions)
        and (again or wanted.tags.items() <= (vpc.tags or {}).items())
        and (
            wanted.cidrs is None
            or all(any(contains(c, block) for c in wanted.cidrs) for block in vpc.cidrs)
        )
    )
