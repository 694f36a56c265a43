"""The proof of the storm."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from peering.core.announcements import PeeringAccepted
from peering.core.approvals import Conditions, Effect, Rule
from peering.core.model import ConnectionId, Status
from peering.invocation import TO_FINISH
from prove.proof import Found, Proof
from prove.storm.queues import Function, Queue
from prove.storm.throttled import Environment, ThrottledNetwork
from tests.usecases.program import Program, approving
from tests.world import ACCEPTER, HOME, REQUESTER, DiedError, World

_RULE = Rule("data", Effect.ACCEPT, Conditions(accounts=(REQUESTER,)), dns=True)
_TO_ONE = 20  # requesters to one accepter's VPC: far from its quota of 50
_TWICE_AT_MOST = 3  # announcements for each invocation that died between putting and marking
_ACCEPT = Function(timedelta(seconds=60), workers=5)
_ROUTE = Function(timedelta(seconds=120), workers=10)
_LAG = timedelta(minutes=5)  # within which CloudTrail's records arrive, in any order


@dataclass(slots=True)
class Storm:
    """So many connections requested at once, their events delivered *times* over."""

    connections: int
    times: int
    chance: Random
    deaths: float = 0.0005
    world: World = field(default_factory=World)
    died: int = field(default=0, init=False)
    throttled: ThrottledNetwork = field(init=False)
    program: Program = field(init=False)
    accept: Queue = field(init=False)
    route: Queue = field(init=False)
    _environment: Environment = field(init=False)
    _heard: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Put EC2's rates between the program and the network."""
        clock = self.world.clock
        self._environment = Environment(clock() + timedelta(days=1))
        self.throttled = ThrottledNetwork(
            self.world.network, clock, self.chance, lambda: self._environment
        )
        self.world.network = self.throttled
        self.program = Program(self.world, approving(_RULE), out_of_time=self._has_to_finish)
        self.accept, self.route = Queue(_ACCEPT, clock), Queue(_ROUTE, clock)

    def play(self) -> list[ConnectionId]:
        """Request everything, deliver everything, and work until nothing is left."""
        requested = list(self._requests())
        for pcx in requested:
            for _ in range(self.times):
                self._event(self.accept, partial(self.program.accept, self.program.mention(pcx)))
        while True:
            starts = [(q.next_start, n) for n, q in enumerate((self.accept, self.route))]
            due = min(((start, n) for start, n in starts if start is not None), default=None)
            if due is None:
                return requested
            (self.accept, self.route)[due[1]].invoke(self._give_until)
            self._hear()

    def _requests(self) -> Iterator[ConnectionId]:
        theirs = None
        for number in range(self.connections):
            if number % _TO_ONE == 0 or theirs is None:
                block = f"172.16.{number // _TO_ONE}.0/24"
                theirs = self.world.vpc(block, account=ACCEPTER, region="eu-west-1")
            ours = self.world.vpc(f"10.{number // 250}.{number % 250}.0/24", region=HOME)
            yield self.world.request(ours, theirs)

    def _event(self, queue: Queue, work: partial[None]) -> None:
        at = self.world.clock() + self.chance.random() * _LAG
        queue.send(partial(self._work, work), at)

    def _work(self, work: partial[None]) -> None:
        if self.chance.random() < self.deaths:
            self.died += 1
            ahead = self.chance.randint(1, 12)
            self.world.calls.fail(ahead, DiedError("killed"), "after")
        work()

    def _hear(self) -> None:
        """Pass on what was announced, as the bus's rules do, with CloudTrail's own record of it."""
        announced = self.world.bus.announcements[self._heard :]
        self._heard = len(self.world.bus.announcements)
        for announcement in announced:
            if isinstance(announcement, PeeringAccepted):
                mention = self.program.mention(ConnectionId(announcement.connection.id))
                for _ in range(self.times):
                    self._event(self.route, partial(self.program.route, mention))
        now = self.world.clock()
        for queue, sent, act in (
            (self.accept, self.world.accept_queue, self.program.accept),
            (self.route, self.world.route_queue, self.program.route),
        ):
            for mention, delay in sent.take():
                queue.send(partial(act, mention), now + delay)

    def _give_until(self, until: datetime) -> None:
        self._environment = Environment(until)

    def _has_to_finish(self) -> bool:
        return self.world.clock() >= self._environment.until - TO_FINISH


def storm(number: int, connections: int, times: int = 10) -> Found:
    """Play one storm, drawn from the seed *number*."""
    played = Storm(connections, times, Random(number))  # noqa: S311 # not a secret
    requested = played.play()
    return Found(
        connections * times, tuple(f"seed {number}: {v}" for v in _violations(played, requested))
    )


def _violations(played: Storm, requested: list[ConnectionId]) -> Iterator[str]:
    world = played.world
    for pcx in requested:
        if world.status(pcx) is not Status.ACTIVE:
            yield f"{pcx} is {world.status(pcx)}"
        elif len(world.routes_to(pcx)) != 2:  # noqa: PLR2004 # one a side
            yield f"{pcx} has {len(world.routes_to(pcx))} routes"
    for name, queue in (("accept", played.accept), ("route", played.route)):
        if queue.dead:
            yield f"{len(queue.dead)} of {name}'s messages are dead letters"
    told = Counter(
        (a.type, a.connection.id) for a in world.bus.announcements if hasattr(a, "connection")
    )
    for what in ("Peering Accepted", "Peering Routed"):
        silent = [pcx for pcx in requested if not told[what, pcx]]
        if silent:
            yield f"{len(silent)} connections were never announced as {what}"
    twice = sum(number - 1 for number in told.values())
    if twice > played.died * _TWICE_AT_MOST:
        yield f"{twice} announcements went out again, after {played.died} deaths"


def run(piece: str, seed: int) -> Found:
    """Play the storm of so many connections as the piece says."""
    return storm(seed, int(piece.partition(" ")[0]))


STORM = Proof(
    name="storm",
    promise="of a thousand connections at once, every event delivered ten times under EC2's "
    "request rates, all are routed, each is told of once, and no dead letter is left",
    pieces=("1000 connections",),
    run=run,
)
