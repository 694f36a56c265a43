"""Who allows a request: a rule, or a person who saw these very blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peering.core.approvals import Approvals, Effect
from peering.core.blocks import Cidr
from peering.core.model import ConnectionId, Side
from peering.core.rulings import Ruling
from prove.any_order.fitting import Asked, deciding
from tests.world import World
from tests.world.peering import Peering

type _Blocks = tuple[frozenset[Cidr], ...]


@dataclass(frozen=True, slots=True)
class Permission:
    """Knows who really made each request, and what a person saw who approved it."""

    world: World
    makers: Mapping[ConnectionId, str]
    _approved: dict[ConnectionId, tuple[Ruling, _Blocks]] = field(default_factory=dict)

    def note(self, found: Peering) -> None:
        """Keep what a person sees who has just ruled, if somebody has."""
        ruling = self.world.decisions.rulings.get(found.id)
        if ruling is not None and ruling is not self._approved.get(found.id, (None,))[0]:
            self._approved[found.id] = (ruling, self._blocks(found))

    def may_accept(self, approvals: Approvals, found: Peering) -> bool:
        """Judge by the rules, or by a person who saw these blocks and overrules no reject."""
        ends = {side: self.world.ec2.vpcs[found.vpc_id(side)] for side in Side}
        asked = Asked(ends, self.world.clock().date(), self.makers.get(found.id))
        rule = deciding(approvals.rules, asked)
        ruling, blocks = self._approved.get(found.id, (None, None))
        if ruling is not None and ruling.effect is Effect.REJECT:
            return False
        if rule is not None and rule.effect is Effect.ACCEPT:
            return True
        approved = ruling is not None and blocks == self._blocks(found)
        return approved and (rule is None or rule.effect is Effect.HOLD)

    def _blocks(self, found: Peering) -> _Blocks:
        return tuple(frozenset(self.world.ec2.vpcs[found.vpc_id(side)].cidrs) for side in Side)
