"""What was said last of each connection, and what its tags say, held against what is so."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from peering.core.announcements import (
    PeeringCleaned,
    PeeringFailed,
    PeeringFrozen,
    PeeringHeld,
    PeeringRejected,
    PeeringRouteConflict,
    PeeringRouted,
    PeeringsAdopted,
    PeeringUnapproved,
)
from peering.core.announcing import OfConnection
from peering.core.approvals import Effect
from peering.core.marking import STATUS
from peering.core.model import ConnectionId, Side, Status
from prove.any_order.scene import Scene
from prove.any_order.wanted import obstructed, wanted_rows
from tests.world.peering import Peering

_OF_STATES = (
    PeeringRouted,
    PeeringRouteConflict,
    PeeringUnapproved,
    PeeringFailed,
    PeeringFrozen,
    PeeringCleaned,
)
_OF_REQUESTS = (PeeringHeld, PeeringRejected, PeeringFailed)
_SAID = {
    "routed": PeeringRouted,
    "conflict": PeeringRouteConflict,
    "unapproved": PeeringUnapproved,
    "unrouted": PeeringCleaned,
}
type _Places = AbstractSet[tuple[str, str]]


def wrong_tags(scene: Scene) -> Iterator[str]:
    """Tags of a living connection that say anything else than what is so."""
    for found, state, _ in _living(scene):
        for side in filter(lambda side: scene.governs(found, side), Side):
            scope = scene.vpc(found, side).scope
            said = found.tags.get(scope, {}).get(STATUS)
            if said != state:
                yield f"{found.id} is {state}, and its tag in {scope} says {said}"


def wrong_words(scene: Scene, seen_ended: AbstractSet[ConnectionId]) -> Iterator[str]:
    """Connections of which the last word is not true; *seen_ended* EC2 still showed as ended."""
    for found, state, hindered in _living(scene):
        last = _last(scene, found)
        if last is None and state == "routed" and _summed_up(scene, found):
            continue  # it stood before us, and lacked nothing
        if not isinstance(last, _SAID[state]):
            yield f"{found.id} is {state}, and the last word is {last and last.type}"
        elif isinstance(last, PeeringRouteConflict):
            told = {(one.table, one.destination) for one in last.conflicts}
            if told != hindered:
                yield f"{found.id}: conflicts at {sorted(told)} were told, not {sorted(hindered)}"
    yield from _wrong_at_the_end(scene, seen_ended)
    yield from _wrong_of_requests(scene, seen_ended)


def _wrong_at_the_end(scene: Scene, seen_ended: AbstractSet[ConnectionId]) -> Iterator[str]:
    for found in scene.known.values():
        deleted = found.id in seen_ended and scene.status(found) is Status.DELETED
        if deleted and found.id in scene.served:
            last = _last(scene, found)
            if not isinstance(last, PeeringCleaned):
                yield f"{found.id} was cleaned up, and the last word is {last and last.type}"


def _wrong_of_requests(scene: Scene, seen_ended: AbstractSet[ConnectionId]) -> Iterator[str]:
    """Requests that wait, failed, expired or were rejected, and nobody was told of it."""
    for found in scene.known.values():
        match scene.status(found):
            case Status.PENDING_ACCEPTANCE if scene.governs(found, Side.ACCEPTER):
                wanted: type[OfConnection] = PeeringHeld
            case Status.FAILED | Status.EXPIRED if found.id in seen_ended and scene.governs(
                found, Side.REQUESTER
            ):
                wanted = PeeringFailed
            case Status.REJECTED if found.id in seen_ended & scene.rejected:
                wanted = PeeringRejected
            case _:
                continue
        last = _last(scene, found, _OF_REQUESTS)
        if not isinstance(last, wanted):
            said = last and last.type
            yield f"{found.id} is {scene.status(found)}, and the last word is {said}"


def _living(scene: Scene) -> Iterator[tuple[Peering, str, _Places]]:
    """Every connection that lives and is ours, how it stands, and where it is hindered."""
    for found in scene.known.values():
        if scene.status(found) is not Status.ACTIVE:
            continue
        rule = scene.deciding(found)
        if rule is not None and rule.effect is Effect.ACCEPT:
            hindered = {
                (str(table.id), str(destination))
                for side, table, destination in wanted_rows(scene, found, rule)
                if obstructed(scene, found, rule, (side, table, destination))
            }
            yield found, "conflict" if hindered else "routed", hindered
        elif scene.ours(found):
            unrouted = rule is not None and rule.unroute
            yield found, "unrouted" if unrouted else "unapproved", set()


def _last(
    scene: Scene, found: Peering, kinds: tuple[type[OfConnection], ...] = _OF_STATES
) -> OfConnection | None:
    said = [
        told
        for told in scene.world.bus.announcements
        if isinstance(told, kinds) and told.connection.id == found.id
    ]
    return said[-1] if said else None


def _summed_up(scene: Scene, found: Peering) -> bool:
    return any(
        one.connection.id == found.id
        for told in scene.world.bus.announcements
        if isinstance(told, PeeringsAdopted)
        for one in told.adopted
    )
