"""The hub's functions at their queues' full width, in simulated time, under EC2's rates."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from threading import local

from bench.rates.turns import TurnsClock
from peering.core.announcements import PeeringAccepted
from peering.core.approvals import Approvals
from peering.core.model import ConnectionId
from peering.core.pace import Pace
from peering.core.work import Survey
from peering.errors import TryLaterError
from peering.invocation import TO_FINISH
from prove.storm.throttled import Environment, ThrottledNetwork
from tests.stacks.templates import function
from tests.usecases.program import Program
from tests.world import DiedError, World

type Work = Callable[[], None]

_BATCH = 10
_POLL = 0.02  # seconds: an empty long poll ends as soon as a message is there


@dataclass(slots=True)
class Queue:
    """Messages, and when they are due."""

    messages: list[tuple[datetime, int, Work]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def send(self, work: Work, due: datetime) -> None:
        """Queue work that is due then."""
        heapq.heappush(self.messages, (due, next(self._numbers), work))

    def receive(self, now: datetime) -> Iterator[Work]:
        """Take at most a batch of what is due."""
        for _ in range(_BATCH):
            if not self.messages or self.messages[0][0] > now:
                return
            yield heapq.heappop(self.messages)[2]


@dataclass(slots=True)
class Hub:
    """Accept, route and survey, each with as many workers as its queue may wake."""

    approvals: Approvals
    clock: TurnsClock = field(default_factory=TurnsClock)
    world: World = field(init=False)
    network: ThrottledNetwork = field(init=False)
    program: Program = field(init=False)
    accept: Queue = field(default_factory=Queue)
    route: Queue = field(default_factory=Queue)
    survey: Queue = field(default_factory=Queue)
    failed: int = 0  # messages that failed, and invocations that were cut off
    invocations: int = 0
    busy: int = 0
    _heard: int = 0
    _done: datetime = field(init=False)
    _here: local = field(default_factory=local)

    def __post_init__(self) -> None:
        """Put EC2's rates between the program and the network."""
        self.world = World(self.clock)
        self.network = ThrottledNetwork(
            self.world.network,
            self.clock,
            Random(20261120),  # noqa: S311 # not a secret
            self._environment,
        )
        self.program = Program(self.world, self.approvals, out_of_time=self._has_to_finish)

    def requested(self, pcx: ConnectionId) -> None:
        """Let a request's event be on accept's queue now."""
        self.accept.send(partial(self.program.accept, self.program.mention(pcx)), self.clock())

    def accepted(self, pcx: ConnectionId) -> None:
        """Let an acceptance's event be on route's queue now."""
        self.route.send(partial(self.program.route, self.program.mention(pcx)), self.clock())

    def swept(self, survey: Survey, processor: timedelta = timedelta()) -> None:
        """Let a survey be on its queue now, which takes so long beside EC2's answers."""
        self.survey.send(partial(self._survey, survey, processor), self.clock())

    def _survey(self, survey: Survey, processor: timedelta) -> None:
        self.clock.advance(seconds=processor.total_seconds())
        self.program.survey(survey)

    def run(self, *functions: str) -> timedelta:
        """Work until nothing is left for these functions; tell how long the work took."""
        began = self._done = self.clock()
        self.world.network = self.network
        queues = {"accept": self.accept, "route": self.route, "survey": self.survey}
        self.clock.run(
            [
                partial(self._wait_and_work, queues[name], timeout)
                for name in functions
                for timeout, width in [_as_deployed(name)]
                for _ in range(width)
            ]
        )
        if any(queue.messages for queue in queues.values()):
            raise RuntimeError("there is work for a function that does not run")
        return self._done - began

    def _wait_and_work(self, queue: Queue, timeout: timedelta) -> None:
        """Be one of a function's environments: a poller, and an invocation for each batch."""
        pace = Pace()
        while self.busy or any(one.messages for one in (self.accept, self.route, self.survey)):
            batch = list(queue.receive(self.clock()))
            if not batch:
                self.clock.advance(seconds=_POLL)
                continue
            self.busy += 1
            self._here.environment = Environment(self.clock() + timeout, pace)
            self._invoke(queue, batch, timeout)
            self.busy -= 1

    def _invoke(self, queue: Queue, batch: Sequence[Work], timeout: timedelta) -> None:
        began = self.clock()
        self.invocations += 1
        for work in batch:
            try:
                work()
            except (TryLaterError, DiedError):
                self.failed += 1
                queue.send(work, began + 6 * timeout)  # the queues' visibility timeout
            self._hear()
            self._done = self.clock()

    def _hear(self) -> None:
        """Pass on what was announced and queued, as the bus and the queues do."""
        announced = self.world.bus.announcements[self._heard :]
        self._heard += len(announced)
        for announcement in announced:
            if isinstance(announcement, PeeringAccepted):
                self.accepted(ConnectionId(announcement.connection.id))
        for queue, sent, act in (
            (self.accept, self.world.accept_queue, self.program.accept),
            (self.route, self.world.route_queue, self.program.route),
        ):
            for mention, delay in sent.take():
                queue.send(partial(act, mention), self.clock() + delay)
        for survey, delay in self.world.survey_queue.take():
            self.survey.send(partial(self.program.survey, survey), self.clock() + delay)

    def _environment(self) -> Environment:
        found: Environment = self._here.environment
        return found

    def _has_to_finish(self) -> bool:
        return self.clock() >= self._environment().until - TO_FINISH


def _as_deployed(name: str) -> tuple[timedelta, int]:
    """A function's timeout, and how many of it its queue wakes at most."""
    properties = function(name)
    source = properties["Events"]["Work"]["Properties"]
    width = int(source["ScalingConfig"]["MaximumConcurrency"])
    return timedelta(seconds=int(properties["Timeout"])), width
