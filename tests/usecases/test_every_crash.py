"""Killed before or after any single call, or with any call throttled, the end is the same."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Literal

import pytest

from peering.core.approvals import Approvals, Effect, OnConflict, SideRoutes
from peering.core.deciding import Deed, Order
from peering.core.memory import Memory
from peering.core.model import AccountId, ConnectionId, Side, Status
from peering.core.principals import Caller
from peering.core.tables import Target, TargetKind
from peering.decide import Done
from peering.errors import TryLaterError
from tests.core.examples import NOW, cidrs, rule
from tests.usecases.program import Program, approving
from tests.world.calls import Calls, DiedError
from tests.world.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
ROUTE_REST = approving(rule(dns=True, on_conflict=OnConflict.ROUTE_REST))
NARROWED = approving(
    rule(dns=True, routes={Side.REQUESTER: SideRoutes(destinations=cidrs("10.20.4.0/22"))})
)

BOB = Caller("arn:aws:iam::444455556666:user/bob", AccountId("444455556666"))

type Act = Callable[[Program, ConnectionId], None]


def _requested(program: Program, pcx: ConnectionId) -> None:
    program.requested(pcx)


def _deleted(program: Program, pcx: ConnectionId) -> None:
    program.world.delete(pcx)
    program.changed(pcx)


def _swept(program: Program, _: ConnectionId) -> None:
    program.sweep()


def _narrowed(program: Program, _: ConnectionId) -> None:
    program.approvals = NARROWED
    program.sweep()


def _unrouted(program: Program, _: ConnectionId) -> None:
    program.approvals = approving(rule(name="no", effect=Effect.REJECT, unroute=True))
    program.sweep()


def _conflicted(program: Program, _: ConnectionId) -> None:
    world = program.world
    vpc = next(iter(world.ec2.vpcs.values()))
    world.route(world.table(vpc), "10.20.0.0/16", TO_TGW)
    program.sweep()


def _approved(program: Program, pcx: ConnectionId) -> None:
    """A person tries again until they are told that it is decided."""
    for _ in range(2):
        with suppress(DiedError, TryLaterError):
            seen = program.decide(Order(Deed.SHOW, BOB, pcx))
            assert isinstance(seen, Done)
            assert seen.shown is not None
            digest = seen.shown.digest
            program.decide(Order(Deed.APPROVE, BOB, pcx, None, "ticket 12", digest, "the-call"))
            break
    program.run()
    program.sweep()


STORIES: dict[str, tuple[Approvals, tuple[Act, ...]]] = {
    "accepted and routed": (ROUTE_REST, (_requested,)),
    "rejected": (approving(rule(name="no", effect=Effect.REJECT)), (_requested,)),
    "held": (approving(), (_requested,)),
    "approved by a person": (approving(), (_requested, _approved)),
    "found by the sweep": (ROUTE_REST, (_swept,)),
    "deleted": (ROUTE_REST, (_requested, _deleted)),
    "narrowed": (approving(rule(dns=True)), (_requested, _narrowed)),
    "unrouted": (ROUTE_REST, (_requested, _unrouted)),
    "conflicting": (ROUTE_REST, (_requested, _conflicted)),
}


def played(story: str, prepare: Callable[[Calls], None]) -> tuple[World, ConnectionId]:
    """Play a story; *prepare* says which call of its last act fails, and how."""
    approvals, acts = STORIES[story]
    world = World()
    ours, theirs = world.pair()
    world.table(ours)
    program = Program(world, approvals)
    pcx = world.request(ours, theirs)
    for act in acts[:-1]:
        act(program, pcx)
    world.calls.forget()
    prepare(world.calls)
    acts[-1](program, pcx)
    return world, pcx


def settled(memory: Memory) -> Memory:
    """A memory less what a repetition may change: when, and how often a route was written."""
    decision = memory.decision
    return replace(
        memory,
        decision=None if decision is None else replace(decision, at=NOW),
        owned=tuple(
            sorted(
                (replace(owned, written_at=NOW, writes=1) for owned in memory.owned),
                key=lambda owned: (owned.table_id, str(owned.destination)),
            )
        ),
    )


def _calls_of(story: str) -> int:
    world, _ = played(story, lambda _: None)
    return len(world.calls.made)


@pytest.mark.parametrize("error", [DiedError("killed"), TryLaterError("throttled")], ids=repr)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("story", STORIES)
def test_the_end_is_the_same(
    story: str, when: Literal["before", "after"], error: Exception
) -> None:
    calm, same = played(story, lambda _: None)
    for call in range(1, _calls_of(story) + 1):
        world, pcx = played(story, lambda calls, n=call: calls.fail(n, error, when))  # type: ignore[misc]  # n is the loop's

        where = f"{story}, call {call} {when}"
        assert world.status(pcx) is calm.status(same), where
        assert world.routes_to(pcx) == calm.routes_to(same), where
        assert settled(world.ledger.memory(pcx)) == settled(calm.ledger.memory(same)), where
        _hold_announcements(world, calm, where)


def _hold_announcements(world: World, calm: World, where: str) -> None:
    """Nothing is lost; and one thing at most is said twice, if we died between put and mark."""
    said = Counter((a.type, a.digest) for a in world.bus.announcements)
    wanted = Counter((a.type, a.digest) for a in calm.bus.announcements)
    assert said.keys() == wanted.keys(), where
    assert sum((said - wanted).values()) <= 1, where


def test_a_story_that_cannot_fail_would_prove_nothing() -> None:
    assert all(_calls_of(story) > 3 for story in STORIES)
    assert {s: played(s, lambda _: None)[0].status(played(s, lambda _: None)[1]) for s in STORIES}[
        "deleted"
    ] is Status.DELETED
