"""How two endings of one story differ, in words."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from peering.core.announcements import (
    PeeringCleaned,
    PeeringFailed,
    PeeringFrozen,
    PeeringHeld,
    PeeringRejected,
    PeeringRouteConflict,
    PeeringRouted,
    PeeringUnapproved,
)
from peering.core.marking import CHECKED
from peering.core.memory import Memory
from peering.core.model import Scope, Tags
from peering.core.tables import Route, RouteTableId, TargetKind
from peering.notify import message
from prove.stories import Played
from tests.core.examples import NOW
from tests.world.world import World

_STATES = (
    PeeringCleaned,
    PeeringFailed,
    PeeringFrozen,
    PeeringHeld,
    PeeringRouted,
    PeeringRouteConflict,
    PeeringUnapproved,
)
_LIVING = (PeeringRouted, PeeringRouteConflict, PeeringUnapproved)
_STANDING = (*_STATES, PeeringRejected)


def differences(played: Played, calm: Played) -> Iterator[str]:
    """Tell what differs in EC2 and in the ledger, but for times, counts of writes and outlets."""
    found, wanted = played.world, calm.world
    if found.status(played.pcx) is not wanted.status(calm.pcx):
        yield f"status {found.status(played.pcx)}, not {wanted.status(calm.pcx)}"
    if found.routes_to(played.pcx) != wanted.routes_to(calm.pcx):
        yield f"routes {sorted(found.routes_to(played.pcx) ^ wanted.routes_to(calm.pcx))} differ"
    if foreign(found) != foreign(wanted):
        yield "a foreign route was touched"
    if (dns := found.ec2.peerings[played.pcx].dns) != wanted.ec2.peerings[calm.pcx].dns:
        yield f"dns {dns}"
    if (tags := timeless_tags(played)) != timeless_tags(calm):
        yield f"tags {tags}"
    before, after = settled(played.memory), settled(calm.memory)
    for name in ("decision", "ends", "owned"):
        if getattr(before, name) != getattr(after, name):
            yield f"ledger: {name} {getattr(before, name)}, not {getattr(after, name)}"


def foreign(world: World) -> set[tuple[RouteTableId, Route]]:
    """Every route that leads to no peering."""
    return {
        (table.id, route)
        for table in world.ec2.tables.values()
        for route in table.routes
        if route.target.kind is not TargetKind.PEERING
    }


def timeless_tags(played: Played) -> dict[Scope, Tags]:
    """The connection's tags in each scope, but for when they were written."""
    there = played.world.ec2.peerings[played.pcx].tags
    return {
        scope: {key: value for key, value in tags.items() if key != CHECKED}
        for scope, tags in there.items()
    }


def settled(memory: Memory) -> Memory:
    """A memory less what a repetition may change: when, and how often a route was written."""
    decision = memory.decision
    owned = (replace(one, written_at=NOW, writes=1) for one in memory.owned)
    return replace(
        memory,
        decision=None if decision is None else replace(decision, at=NOW),
        # What could not be read of an end when it was decided is not told of it.
        ends={side: replace(vpc, cidrs=()) for side, vpc in memory.ends.items()},
        owned=tuple(sorted(owned, key=lambda one: (one.table_id, str(one.destination)))),
        dns_refused={},
    )


type Said = Counter[tuple[str, str]]


def said(world: World) -> Said:
    """What was announced, and how often."""
    return Counter((told.type, told.digest) for told in world.bus.announcements)


def said_again(world: World) -> Said:
    """What was announced although it was the last that had been said of its kind.

    A state that returns after another one is announced anew; what is said of a request is not.
    """
    again: Said = Counter()
    last: dict[bool, tuple[str, str]] = {}
    out: set[tuple[str, str]] = set()
    for told in world.bus.announcements:
        what, is_state = (told.type, told.digest), isinstance(told, _STATES)
        again[what] += what == last.get(True) if is_state else what in out
        last[is_state] = what
        out.add(what)
    return +again


def unpublished(world: World) -> Iterator[str]:
    """Announcements that are on the bus, and of which nobody was told."""
    published = {json.dumps(dict(one.bodies)) for one in world.topic.messages}
    for told in world.bus.announcements:
        if json.dumps(dict(message(told).bodies)) not in published:
            yield f"nobody was told: {told.type}"


def last_state(world: World) -> tuple[str, str] | None:
    """What was said last of how the connection stands; exactly what, while it lives."""
    told = [
        (t.type, t.digest if isinstance(t, _LIVING) else "")
        for t in world.bus.announcements
        if isinstance(t, _STANDING)
    ]
    return told[-1] if told else None
