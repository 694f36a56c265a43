"""What became of a history: the network, the rules of the day, and what the program did."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from peering.core.approvals import Approvals, Effect, Rule
from peering.core.memory import Basis
from peering.core.model import ConnectionId, Side, Status, Vpc
from peering.core.tables import Route, RouteTable, RouteTableId
from prove.any_order.fitting import Asked, deciding
from tests.world import World
from tests.world.peering import Peering

type Place = tuple[RouteTableId, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the oracles look at, none of it the program's own account of its deeds.

    `known` are the connections that ever were, also those that EC2 has forgotten. `written` are
    the rows that the program wrote, `served` the connections that it accepted or worked on,
    `rejected` those that it rejected. `untagged` are tables that lost a tag, whose routes stay.
    """

    world: World
    approvals: Approvals
    known: Mapping[ConnectionId, Peering]
    written: Mapping[Place, Route] = field(default_factory=dict)
    served: AbstractSet[ConnectionId] = frozenset()
    rejected: AbstractSet[ConnectionId] = frozenset()
    untagged: AbstractSet[RouteTableId] = frozenset()

    def wrote(self, table: RouteTable, route: Route) -> bool:
        """Tell whether the row is there because the program wrote it, and nobody since."""
        written = self.written.get((table.id, str(route.destination)))
        raw = self.world.ec2.tables[table.id].routes
        return any(row is written for row in raw)

    def vpc(self, found: Peering, side: Side) -> Vpc:
        """The VPC at that side, as it is now."""
        return self.world.ec2.vpcs[found.vpc_id(side)]

    def governs(self, found: Peering, side: Side) -> bool:
        """Tell whether that side is ours to route."""
        return self.approvals.governs(self.vpc(found, side).scope)

    def status(self, found: Peering) -> Status:
        """How the connection really stands; what EC2 has forgotten is deleted."""
        return self.world.status(found.id)

    def ours(self, found: Peering) -> bool:
        """Tell whether it was ever accepted by the program or for it, or adopted."""
        decision = self.world.ledger.memory(found.id).decision
        return found.id in self.served or (
            decision is not None and decision.effect is Effect.ACCEPT
        )

    def deciding(self, found: Peering) -> Rule | None:
        """The rule that decides about it today; a person's approval counts as one."""
        memory = self.world.ledger.memory(found.id)
        decision = memory.decision
        ruled = decision is not None and decision.basis is Basis.PERSON
        by_rule = decision.by if decision is not None and not ruled else None
        ends = {side: self.vpc(found, side) for side in Side}
        day = self.world.clock().date()
        rule = deciding(self.approvals.rules, Asked(ends, day, memory.requested_by, by_rule))
        if ruled and self.ours(found) and (rule is None or rule.effect is not Effect.REJECT):
            return Rule("a person's", Effect.ACCEPT)
        return rule
