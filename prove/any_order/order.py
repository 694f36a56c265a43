"""What a network in order looks like, worked out apart from the program."""

from collections.abc import Iterator
from functools import partial
from itertools import product, starmap

from peering.core.approvals import Approvals, Effect, OnConflict, Rule
from peering.core.blocks import Cidr, contains, touches
from peering.core.memory import Basis
from peering.core.model import ConnectionId, Side, Status, Vpc
from peering.core.tables import Route, RouteState, RouteTable, TargetKind
from prove.any_order.pools import fits, rejects
from tests.world import World
from tests.world.peering import Peering


def disorder(world: World, approvals: Approvals) -> Iterator[str]:
    """Whatever is not as it ought to be, in words; nothing of what somebody else obstructs."""
    for found in world.ec2.peerings.values():
        rule = _accepting(world, approvals, found)
        status = found.status(world.clock())
        if status is Status.ACTIVE and rule is not None:
            yield from _living(world, approvals, found, rule)
        elif status is Status.PENDING_ACCEPTANCE and rule is not None:
            yield from _waiting(world, approvals, found, rule)
        elif status.ended:
            yield from _ended(world, found)


def _accepting(world: World, approvals: Approvals, found: Peering) -> Rule | None:
    """The rule that routes it: the first that fits, unless another one objects.

    What a person approved is routed whole, unless a rule rejects it.
    """
    decision = world.ledger.memory(found.id).decision
    if decision is not None and decision.basis is Basis.PERSON:
        served = decision.effect is Effect.ACCEPT
        rejected = rejects(approvals.rules, found.requester, found.accepter)
        return Rule("a person's", Effect.ACCEPT) if served and not rejected else None
    if not fits(approvals.rules, found.requester, found.accepter):
        return None
    return next(one for one in approvals.rules if fits((one,), found.requester, found.accepter))


def _waiting(world: World, approvals: Approvals, found: Peering, rule: Rule) -> Iterator[str]:
    """What a rule accepts waits for a person only, or while its rule can't be kept as it stands."""
    if found.id in world.decisions.rulings or not approvals.governs(found.accepter.scope):
        return
    ends = {side: _vpc(world, found, side) for side in Side}
    ours = [side for side, vpc in ends.items() if approvals.governs(vpc.scope)]
    wanted = _wanted(world, approvals, found, rule)
    obstructed = any(_obstacle(world, found, *row) for row in wanted)
    overlap = any(starmap(touches, product(*(vpc.cidrs for vpc in ends.values()))))
    unreachable = not all(_destinations(world, found, rule, side) for side in ours)
    if not ((obstructed and rule.on_conflict is OnConflict.HOLD) or overlap or unreachable):
        yield f"{found.id}: {rule.name} accepts it, and it is still pending"


def _living(world: World, approvals: Approvals, found: Peering, rule: Rule) -> Iterator[str]:
    wanted = list(_wanted(world, approvals, found, rule))
    obstructed = [row for row in wanted if _obstacle(world, found, *row)]
    frozen = obstructed and rule.on_conflict is OnConflict.HOLD
    for table, destination in wanted:
        if any(route.leads_to(found.id) for route in table.to(destination)):
            continue
        if not frozen and (table, destination) not in obstructed:
            yield f"{found.id}: {destination} is not routed in {table.id}"
    if rule.dns:
        for side in Side:
            vpc = _vpc(world, found, side)
            governed = approvals.governs(vpc.scope)
            if governed and side not in found.dns and vpc.id not in world.ec2.without_dns:
                yield f"{found.id}: the {side} does not resolve DNS"


def _wanted(
    world: World, approvals: Approvals, found: Peering, rule: Rule
) -> Iterator[tuple[RouteTable, Cidr]]:
    for side in Side:
        vpc = _vpc(world, found, side)
        if approvals.governs(vpc.scope):
            tables = [table for table in world.tables(vpc) if not table.edge]
            yield from product(tables, _destinations(world, found, rule, side))


def _destinations(world: World, found: Peering, rule: Rule, side: Side) -> list[Cidr]:
    """The peer's blocks that the side can reach: none of IPv6 without an IPv6 block."""
    versions = {block.version for block in _vpc(world, found, side).cidrs}
    blocks = [b for b in _vpc(world, found, side.other).cidrs if b.version in versions]
    narrowed = rule.side_routes(side).destinations
    if narrowed is None:
        return blocks
    return [n for block in blocks for n in narrowed if contains(block, n)]


def _obstacle(world: World, found: Peering, table: RouteTable, destination: Cidr) -> bool:
    """Tell whether something of somebody else's is in the way of the route, or of its traffic."""
    exact = table.to(destination)
    stands = any(route.leads_to(found.id) for route in exact)
    if not stands and any(not _dead(world, route.target.kind, route.target.id) for route in exact):
        return True
    others = [
        route
        for route in table.routes
        if not isinstance(route.destination, str)
        and route.destination != destination
        and not route.leads_to(found.id)
        and not _dead(world, route.target.kind, route.target.id)
    ]
    longer = any(
        not isinstance(route.destination, str) and contains(destination, route.destination)
        for route in others
    )
    return longer or (not stands and any(map(partial(_takes_from, destination), others)))


def _takes_from(destination: Cidr, route: Route) -> bool:
    """Tell whether a route to *destination* would take traffic from a wider one that works."""
    wider = not isinstance(route.destination, str) and contains(route.destination, destination)
    works = route.state is not RouteState.BLACKHOLE
    return wider and works and not str(route.destination).endswith("/0")


def _dead(world: World, kind: TargetKind, target: str) -> bool:
    return kind is TargetKind.PEERING and world.status(ConnectionId(target)).ended


def _ended(world: World, found: Peering) -> Iterator[str]:
    """No route that we wrote leads to what has ended."""
    owned = {(o.table_id, o.destination) for o in world.ledger.memory(found.id).owned}
    for table in world.ec2.tables.values():
        for route in table.leading_to(found.id):
            if (table.id, route.destination) in owned:
                yield f"{found.id} has ended: {route.destination} in {table.id} still leads to it"


def _vpc(world: World, found: Peering, side: Side) -> Vpc:
    return world.ec2.vpcs[found.vpc_id(side)]
