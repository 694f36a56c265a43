"""Worlds in which nothing may be written to EC2, whatever arrives, and one in which little may."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from aws_lambda_powertools import Logger, Metrics

from peering.core.announcements import Announcement
from peering.core.approvals import Approvals
from peering.core.model import ConnectionId, VpcId
from peering.intake.announcements import announcement_in
from peering.intake.events import Ignored, mention_in, survey_in
from peering.notify import Notify
from peering.ports import Mention
from peering.reception import Correlated, Reception
from tests.core.examples import rule
from tests.functions.deployed_hub import Context
from tests.usecases.program import Program, approving
from tests.world import Call, World

FUNCTIONS = ("accept", "route", "survey", "notify")
OWN_ROLES = frozenset({"vpc-peering-accept", "vpc-peering-route"})


@dataclass(slots=True)
class SetAside:
    """A dead-letter queue."""

    kept: list[tuple[str, str]] = field(default_factory=list)

    def set_aside(self, body: str, reason: str) -> None:
        """Keep a message and its reason."""
        self.kept.append((body, reason))


@dataclass(slots=True)
class Bench:
    """A world with one connection, and the functions' receptions over it.

    `ec2` are the actions that a message about this connection may set off, `ledger` likewise the
    facts that may be kept.
    """

    approvals: Approvals
    ec2: frozenset[str] = frozenset()
    ledger: frozenset[str] = frozenset()
    world: World = field(default_factory=World)
    dead: SetAside = field(default_factory=SetAside)
    acted: list[object] = field(default_factory=list)
    receptions: dict[str, Callable[[str], list[object]]] = field(default_factory=dict)
    pcx: ConnectionId = field(init=False)
    vpcs: tuple[VpcId, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Set everything up."""
        ours, theirs = self.world.pair()
        self.vpcs = (ours.id, theirs.id)
        self.pcx = self.world.request(ours, theirs)
        program = Program(self.world, self.approvals)
        mentions = partial(mention_in, own_roles=OWN_ROLES)
        notify: Callable[[Announcement], None] = Notify(self.world.topic, self.world.reporter)
        self.receptions = {
            "accept": self._reception(mentions, program.accept),
            "route": self._reception(mentions, program.route),
            "survey": self._reception(survey_in, program.survey),
            "notify": self._reception(announcement_in, notify),  # type: ignore[misc]  # of a union
        }

    @property
    def heard(self) -> tuple[int, int, int]:
        """How many messages were acted on, set aside, and ignored."""
        ignored = self.world.reporter.of("event.ignored")
        return len(self.acted), len(self.dead.kept), len(ignored)

    def forget(self) -> None:
        """Drop what was looked at, so that the bench does not grow."""
        for kept in (
            self.world.calls.made,
            self.world.reporter.told,
            self.world.topic.messages,
            self.dead.kept,
            self.acted,
        ):
            kept.clear()
        self.world.accept_queue.take()
        self.world.route_queue.take()
        self.world.survey_queue.take()

    def _reception[Work: Correlated](
        self, read: Callable[[str], Work | Ignored], act: Callable[[Work], object]
    ) -> Callable[[str], list[object]]:
        def acted(work: Work, body: str) -> None:
            del body
            self.acted.append(work)
            act(work)

        reception = Reception(
            read=read,
            act=acted,
            dead_letters=self.dead,
            reporter=self.world.reporter,
            logger=Logger(service="fuzz", stream=io.StringIO()),
            metrics=Metrics(namespace="fuzz", service="fuzz"),
        )

        def receive(body: str) -> list[object]:
            record = {"messageId": "1", "body": body, "eventSource": "aws:sqs", "attributes": {}}
            answer = reception.handle({"Records": [record]}, Context())
            return list(answer["batchItemFailures"])

        return receive


_TOLD = frozenset({"claim", "mark_announced", "retire"})


def held() -> Bench:
    """A request that nothing approves: it may be announced as held, and who asked be kept."""
    return Bench(approving(), ledger=_TOLD | {"record_request"})


def converged() -> Bench:
    """A connection that is accepted, routed, tagged and told of: there is nothing left to do."""
    bench = Bench(approving(rule(dns=True)), ledger=frozenset({"record_request"}))
    Program(bench.world, bench.approvals).requested(bench.pcx)
    bench.forget()
    return bench


def acceptable() -> Bench:
    """A request that a rule accepts: whoever names it to accept has it accepted, and no more."""
    kept = frozenset({"record_request", "record_decision"})
    return Bench(approving(rule()), frozenset({"AcceptConnection"}), _TOLD | kept)


def names(bench: Bench, work: object) -> bool:
    """Tell whether that is a reason to look at the bench's connection."""
    return isinstance(work, Mention) and work.connection_id == bench.pcx


def writes(bench: Bench, port: str) -> list[Call]:
    """What was written through that port since the bench last forgot."""
    return [call for call in bench.world.calls.to(port) if call.writes]
