"""The whole program on a world, with its queues and rules, in one process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from peering.accept import Accept
from peering.again import Again
from peering.announce import Announcer
from peering.answer import Answer
from peering.cleanup import Cleanup
from peering.core.announcements import PeeringAccepted
from peering.core.announcing import Mode
from peering.core.approvals import Approvals, Rule
from peering.core.deciding import Order, Refused
from peering.core.model import ConnectionId, Scope
from peering.decide import Decide, Done
from peering.errors import LookAgainError, TryLaterError
from peering.observe import Observer
from peering.perform import Performer
from peering.ports import Mention, Survey
from peering.route import Route
from peering.survey import SurveyScope
from peering.sweep import Sweep
from peering.upkeep import Upkeep
from tests.world.calls import DiedError
from tests.world.ec2 import scope
from tests.world.world import World

GOVERNED = frozenset(
    scope(account, region)
    for account in ("111122223333", "444455556666")
    for region in ("us-east-1", "eu-west-1")
)
_VISIBILITY_TIMEOUT = timedelta(minutes=6)  # the shortest one in template.yaml
_ROUNDS = 200  # far more than anything needs: work that never ends fails the test


def approving(*rules: Rule, routes_per_table: int = 500) -> Approvals:
    """Approvals for the usual accounts and Regions."""
    return Approvals(GOVERNED, rules, routes_per_table=routes_per_table)


@dataclass(slots=True)
class Program:
    """Its functions, wired as template.yaml wires them."""

    world: World
    approvals: Approvals
    mode: Mode = "apply"
    out_of_time: Callable[[], bool] = lambda: False
    _announced: int = field(default=0, init=False)
    _redelivered: list[Callable[[], None]] = field(default_factory=list, init=False)
    _waiting: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list, init=False)

    def accept(self, mention: Mention) -> None:
        """Do what the accept function does with one message."""
        world = self.world
        observer, announcer = self._observer(), self._announcer()
        Accept(
            observer=observer,
            answer=Answer(
                observer,
                self._performer(),
                announcer,
                world.ledger,
                world.decisions,
                self.approvals,
                world.reporter,
                world.clock,
                self.mode,
            ),
            announcer=announcer,
            ledger=world.ledger,
            again=Again(world.accept_queue, world.reporter, self.out_of_time),
            route_queue=world.route_queue,
            approvals=self.approvals,
            reporter=world.reporter,
            mode=self.mode,
        )(mention)

    def route(self, mention: Mention) -> None:
        """Do what the route function does with one message."""
        world = self.world
        observer, performer, announcer = self._observer(), self._performer(), self._announcer()
        ledger, reporter, clock = world.ledger, world.reporter, world.clock
        Route(
            observer=observer,
            performer=performer,
            upkeep=Upkeep(observer, performer, announcer, ledger, self.approvals, reporter, clock),
            cleanup=Cleanup(observer, performer, announcer, ledger, reporter, clock),
            announcer=announcer,
            ledger=ledger,
            again=Again(world.route_queue, reporter, self.out_of_time),
            approvals=self.approvals,
            reporter=reporter,
            clock=clock,
            mode=self.mode,
        )(mention)

    def decide(self, order: Order) -> Done | Refused:
        """Do what the decide function does with one order."""
        world = self.world
        sweep = Sweep(world.survey_queue, self.approvals, world.reporter)
        return Decide(
            observer=self._observer(),
            ledger=world.ledger,
            decisions=world.decisions,
            accept_queue=world.accept_queue,
            route_queue=world.route_queue,
            sweep=sweep,
            approvals=self.approvals,
            reporter=world.reporter,
            clock=world.clock,
        )(order)

    def survey(self, survey: Survey) -> None:
        """Do what the survey function does with one message."""
        world = self.world
        SurveyScope(
            network=world.network,
            observer=self._observer(),
            announcer=self._announcer(),
            ledger=world.ledger,
            accept_queue=world.accept_queue,
            route_queue=world.route_queue,
            survey_queue=world.survey_queue,
            approvals=self.approvals,
            reporter=world.reporter,
            clock=world.clock,
            mode=self.mode,
            out_of_time=self.out_of_time,
        )(survey)

    def sweep(self) -> None:
        """Do what the sweep function does, then all the work that follows."""
        self.begin_sweep()
        self.run()

    def begin_sweep(self) -> None:
        """Do what the sweep function does."""
        sweep = Sweep(self.world.survey_queue, self.approvals, self.world.reporter)
        self.deliver(partial(sweep, "sweep"))

    def requested(self, connection_id: ConnectionId) -> None:
        """Let the event of a request arrive, and do all the work that follows."""
        self.world.accept_queue.queued.append((self.mention(connection_id), timedelta()))
        self.run()

    def changed(self, connection_id: ConnectionId) -> None:
        """Let the event of an acceptance or deletion arrive, and do all the work that follows."""
        self.world.route_queue.queued.append((self.mention(connection_id), timedelta()))
        self.run()

    def mention(self, connection_id: ConnectionId) -> Mention:
        """A mention of the connection in both of its scopes, the accepter's first."""
        return Mention(connection_id, self.scopes_of(connection_id), correlation_id="event")

    def scopes_of(self, connection_id: ConnectionId) -> tuple[Scope, ...]:
        """Where an event says that the connection is; everywhere if nobody knows it."""
        found = self.world.ec2.peerings.get(connection_id)
        if found is None:
            return tuple(sorted(GOVERNED))
        return found.accepter.scope, found.requester.scope

    def run(self) -> None:
        """Deliver what is queued, each when its time has come, until nothing is left."""
        for _ in range(_ROUNDS):
            now = self.world.clock()
            self._waiting += [(now + delay, deliver) for delay, deliver in self.deliveries()]
            if not self._waiting:
                return
            soonest = min(due for due, _ in self._waiting)
            self.world.clock.advance(seconds=max(0, (soonest - now).total_seconds()))
            due_now = [deliver for due, deliver in self._waiting if due <= soonest]
            self._waiting = [(due, deliver) for due, deliver in self._waiting if due > soonest]
            for deliver in due_now:
                self.deliver(deliver)
        raise AssertionError("the work never ends")

    def deliver(self, deliver: Callable[[], None]) -> None:
        """Deliver one message; what fails is delivered again."""
        try:
            deliver()
        except (DiedError, TryLaterError, LookAgainError):
            self._redelivered.append(deliver)

    def deliveries(self) -> Iterator[tuple[timedelta, Callable[[], None]]]:
        """Take everything that is to be delivered, with how long it has to wait."""
        world = self.world
        failed, self._redelivered = self._redelivered, []
        yield from ((_VISIBILITY_TIMEOUT, deliver) for deliver in failed)
        announced = world.bus.announcements[self._announced :]
        self._announced = len(world.bus.announcements)
        for announcement in announced:
            # template.yaml's AcceptedRule
            if isinstance(announcement, PeeringAccepted) and announcement.mode == "apply":
                mention = self.mention(ConnectionId(announcement.connection.id))
                yield timedelta(), partial(self.route, mention)
        for mention, delay in world.accept_queue.take():
            yield delay, partial(self.accept, mention)
        for mention, delay in world.route_queue.take():
            yield delay, partial(self.route, mention)
        for survey, delay in world.survey_queue.take():
            yield delay, partial(self.survey, survey)

    def _observer(self) -> Observer:
        world = self.world
        return Observer(world.network, world.ledger, self.approvals, world.reporter, world.clock)

    def _performer(self) -> Performer:
        world = self.world
        return Performer(
            world.network,
            world.ledger,
            world.decisions,
            world.reporter,
            world.clock,
            self.mode,
            self.out_of_time,
        )

    def _announcer(self) -> Announcer:
        world = self.world
        return Announcer(world.bus, world.ledger, world.reporter, world.clock)
