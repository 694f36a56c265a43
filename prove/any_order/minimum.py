"""How much a settling network has to be written, held against how much it was written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peering.core.actions import (
    AcceptConnection,
    Action,
    AllowDnsResolution,
    CreateRoute,
    DeleteRoute,
    RejectConnection,
    ReplaceRoute,
    TagConnection,
)
from peering.core.marking import CHECKED
from peering.core.model import ConnectionId, Scope, Side
from peering.core.tables import RouteTableId, TargetKind
from tests.world import World

type _Led = tuple[RouteTableId, str, str]
type _Tags = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class State:
    """All that the program may write: which row leads to which peering, options, and tags."""

    led: frozenset[_Led]
    dns: frozenset[tuple[ConnectionId, Side]]
    tags: dict[tuple[ConnectionId, Scope], _Tags]


def state_of(world: World) -> State:
    """Take down everything as it is now."""
    peerings = world.ec2.peerings.values()
    return State(
        frozenset(
            (table.id, str(route.destination), route.target.id)
            for table in world.ec2.tables.values()
            for route in table.routes
            if route.target.kind is TargetKind.PEERING
        ),
        frozenset((found.id, side) for found in peerings for side in found.dns),
        {(one.id, scope): _said(tags) for one in peerings for scope, tags in one.tags.items()},
    )


def _said(tags: dict[str, str]) -> _Tags:
    return frozenset((key, value) for key, value in tags.items() if key != CHECKED)


def too_many(before: State, after: State, done: Sequence[Action]) -> Iterator[str]:
    """Tell of every write that did not bring about, once, a part of what is different now.

    Nobody else has written meanwhile. So a row is written as often as its end differs: once, or
    twice where it was taken from one connection and given to another one. Tags are written when
    what they say changes, and never back and forth.
    """
    came, went = after.led - before.led, before.led - after.led
    rows: Counter[tuple[str, _Led]] = Counter()
    options: Counter[tuple[ConnectionId, Side]] = Counter()
    answered: Counter[ConnectionId] = Counter()
    for action in done:
        match action:
            case CreateRoute() | ReplaceRoute():
                rows["came", _led(action)] += 1
            case DeleteRoute():
                rows["went", _led(action)] += 1
            case AllowDnsResolution(connection_id=pcx, sides=sides):
                options.update((pcx, side) for side in sides)
            case AcceptConnection(connection_id=pcx) | RejectConnection(connection_id=pcx):
                answered[pcx] += 1
            case TagConnection():
                pass
    wanted = {("came", row) for row in came} | {("went", row) for row in went}
    yield from (f"{how} needlessly: {row}" for how, row in rows.keys() - wanted)
    yield from (f"{n} writes to {what}" for what, n in rows.items() if n > 1)
    yield from (f"needless option: {one}" for one in options.keys() - (after.dns - before.dns))
    yield from (f"{n} writes of the option {one}" for one, n in options.items() if n > 1)
    yield from (f"{pcx} was answered {n} times" for pcx, n in answered.items() if n > 1)
    yield from _tags_again(before, done)


def _led(action: CreateRoute | ReplaceRoute | DeleteRoute) -> _Led:
    return action.table_id, str(action.destination), action.connection_id


def _tags_again(before: State, done: Sequence[Action]) -> Iterator[str]:
    now = dict(before.tags)
    seen = {where: {said} for where, said in before.tags.items()}
    for action in done:
        if isinstance(action, TagConnection):
            where = (action.connection_id, action.scope)
            there = dict(now.get(where, frozenset()))
            now[where] = _said(there | dict(action.tags))
            if now[where] in seen.setdefault(where, set()):
                yield f"tags of {where} say again what they said: {sorted(now[where])}"
            seen[where].add(now[where])
