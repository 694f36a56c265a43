"""The demo's stories, and some more, in the in-memory world; the last act is what is tried."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from peering.core.approvals import Approvals, Effect, OnConflict, SideRoutes
from peering.core.blocks import cidr
from peering.core.deciding import Deed, Order
from peering.core.memory import Memory
from peering.core.model import AccountId, ConnectionId, Side
from peering.core.principals import Caller
from peering.core.shown import Shown
from peering.core.tables import Target, TargetKind
from peering.decide import Done
from prove.receiving import ReceivingProgram
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world.calls import Calls
from tests.world.world import World

TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
_RULE = rule(dns=True, on_conflict=OnConflict.ROUTE_REST)
_ROUTE_REST = approving(_RULE)
_BOB = Caller("arn:aws:iam::444455556666:user/bob", AccountId("444455556666"))

type Act = Callable[[Program, ConnectionId], None]


def _requested(program: Program, pcx: ConnectionId) -> None:
    program.requested(pcx)


def _deleted(program: Program, pcx: ConnectionId) -> None:
    program.world.delete(pcx)
    program.changed(pcx)


def _swept(program: Program, _: ConnectionId) -> None:
    program.sweep()


def _narrowed(program: Program, _: ConnectionId) -> None:
    narrow = SideRoutes(destinations=(cidr("10.20.4.0/22"),))
    program.approvals = approving(replace(_RULE, routes={Side.REQUESTER: narrow}))
    program.sweep()


def _conflicted(program: Program, _: ConnectionId) -> None:
    world = program.world
    vpc = next(iter(world.ec2.vpcs.values()))
    world.route(world.table(vpc), "10.20.0.0/16", TO_TGW)
    program.sweep()


def _accepted_by_others(program: Program, pcx: ConnectionId) -> None:
    program.world.accept(pcx)
    program.changed(pcx)


def _unrouted(program: Program, _: ConnectionId) -> None:
    program.approvals = approving(rule(name="no", effect=Effect.REJECT, unroute=True))
    program.sweep()


def _withdrawn(program: Program, _: ConnectionId) -> None:
    program.approvals = approving()
    program.sweep()


def _grown(program: Program, _: ConnectionId) -> None:
    program.world.associate(next(iter(program.world.ec2.vpcs.values())), "10.11.0.0/16")
    program.sweep()


def _ruled(program: Program, pcx: ConnectionId) -> None:
    match program.decide(Order(Deed.SHOW, _BOB, pcx)):
        case Done(shown=Shown() as shown):
            program.decide(
                Order(Deed.APPROVE, _BOB, pcx, None, "ticket 12", shown.digest, "the-call")
            )
        case told:
            raise RuntimeError(told)


def _run(program: Program, _: ConnectionId) -> None:
    program.run()


def _conflicting(program: Program, pcx: ConnectionId) -> None:
    vpc = next(iter(program.world.ec2.vpcs.values()))
    program.world.route(program.world.table(vpc), "10.20.0.0/16", TO_TGW)
    program.requested(pcx)


STORIES: dict[str, tuple[Approvals, tuple[Act, ...]]] = {
    "accepted": (_ROUTE_REST, (_requested,)),
    "held": (approving(), (_swept,)),
    "rejected": (approving(rule(name="no", effect=Effect.REJECT)), (_requested,)),
    "conflicting": (_ROUTE_REST, (_conflicting,)),
    "deleted": (_ROUTE_REST, (_requested, _deleted)),
    "unannounced": (_ROUTE_REST, (_swept,)),
    "narrowed": (_ROUTE_REST, (_requested, _narrowed)),
    "conflicting later": (_ROUTE_REST, (_requested, _conflicted)),
    "adopted": (_ROUTE_REST, (_accepted_by_others,)),
    "unrouted": (_ROUTE_REST, (_requested, _unrouted)),
    "withdrawn": (_ROUTE_REST, (_requested, _withdrawn)),
    "approved by a person": (approving(), (_requested, _ruled, _run)),
    "grown": (_ROUTE_REST, (_requested, _grown)),
}


@dataclass(frozen=True, slots=True)
class Played:
    """A story that was played: its world, the program, and the connection."""

    program: ReceivingProgram
    pcx: ConnectionId

    @property
    def world(self) -> World:
        """What became of it."""
        return self.program.world

    @property
    def memory(self) -> Memory:
        """What the ledger holds of the connection."""
        return self.world.ledger.memory(self.pcx)


type Build = Callable[[World, Approvals], ReceivingProgram]


type Prepare[C: Calls] = Callable[[C, ReceivingProgram], None]


def calmly(calls: Calls, program: ReceivingProgram) -> None:
    """Let nothing happen to the calls."""
    del calls, program


def played[C: Calls](
    story: str, calls: C, prepare: Prepare[C], build: Build = ReceivingProgram
) -> Played:
    """Play a story; *prepare* says what becomes of the calls of its last act."""
    approvals, acts = STORIES[story]
    world = World(calls=calls)
    ours, theirs = world.pair()
    world.table(ours)
    program = build(world, approvals)
    pcx = world.request(ours, theirs)
    for act in acts[:-1]:
        act(program, pcx)
    calls.forget()
    prepare(calls, program)
    acts[-1](program, pcx)
    return Played(program, pcx)
