"""What the program needs from the world."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from peering.core.actions import Action
from peering.core.announcements import Announcement
from peering.core.blocks import Cidr
from peering.core.groups import StaleGroup
from peering.core.memory import Announced, Decision, Memory, OwnedRoute
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc, VpcId
from peering.core.rulings import ChangeStop, Orders, Ruling
from peering.core.tables import RouteTable, RouteTableId
from peering.core.work import (
    Mention as Mention,  # noqa: PLC0414  the queues speak of them, so callers find them here
)
from peering.core.work import (
    Survey as Survey,  # noqa: PLC0414  likewise
)


class Claim(StrEnum):
    """The answer to who puts an announcement out."""

    TAKEN = "taken"  # we do
    OUT = "out"  # it is out already
    BUSY = "busy"  # somebody else has claimed it, and may have died since: look again


class Network(Protocol):
    """EC2, in every governed scope.

    Any method raises TryLaterError, ScopeDeniedError or RefusedError.
    """

    def connection(self, scope: Scope, connection_id: ConnectionId) -> Connection | None:
        """The connection as *scope* sees it, or None where EC2 answers NotFound."""

    def connections(self, scope: Scope, vpc_id: VpcId | None = None) -> Iterator[Connection]:
        """Every connection that *scope* sees (or those of one VPC), page by page."""

    def statuses(
        self, scope: Scope, connection_ids: Iterable[ConnectionId]
    ) -> Mapping[ConnectionId, Status]:
        """The status of each of these connections that *scope* can see."""

    def vpcs(self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None) -> tuple[Vpc, ...]:
        """These VPCs (or all) with their associated blocks and tags; absent ones are left out."""

    def route_tables(
        self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None
    ) -> tuple[RouteTable, ...]:
        """The route tables of these VPCs (or of all), with their routes."""

    def route_tables_leading_to(
        self, scope: Scope, connection_id: ConnectionId
    ) -> tuple[RouteTable, ...]:
        """The route tables in *scope* that hold a route to the connection, whatever its state."""

    def stale_groups(self, scope: Scope, vpc_id: VpcId) -> tuple[StaleGroup, ...]:
        """The VPC's security groups with rules that name a group across a peering that ended."""

    def perform(self, action: Action) -> None:
        """Do *action*. What is done already is no error.

        Raises LookAgainError where the world has changed since it was observed.
        """


class Ledger(Protocol):
    """What must outlive an invocation. Any method raises TryLaterError."""

    def recall(self, connection_id: ConnectionId) -> Memory:
        """Every fact about the connection; an empty memory where there is none."""

    def decisions(self, connection_ids: Iterable[ConnectionId]) -> Mapping[ConnectionId, Decision]:
        """The decision about each of these connections that has one."""

    def record_decision(self, connection: Connection, decision: Decision) -> None:
        """Keep what was decided, and the connection's ends, in place of what was kept before."""

    def record_request(self, connection_id: ConnectionId, by: str, now: datetime) -> None:
        """Keep which principal made the request."""

    def record_ownership(self, connection_id: ConnectionId, routes: Sequence[OwnedRoute]) -> None:
        """Keep that these routes are ours, before they are written."""

    def forget_ownership(
        self, connection_id: ConnectionId, routes: Iterable[tuple[RouteTableId, Cidr]]
    ) -> None:
        """Drop the ownership of routes that narrowing took away."""

    def record_dns_refusal(
        self, connection_id: ConnectionId, side: Side, retry_at: datetime
    ) -> None:
        """Keep that a side's DNS option was refused, and when to try again."""

    def claim(self, about: str, announced: Announced, now: datetime, lease: timedelta) -> Claim:
        """Take the right to put this announcement out, for the time of *lease*."""

    def mark_announced(self, about: str, announced: Announced, now: datetime) -> None:
        """Keep that this announcement is out and, in a log, when it went out."""

    def retire(self, connection_id: ConnectionId, announced: Iterable[Announced]) -> None:
        """Forget announcements whose state is over, so that its return is announced again."""

    def record_unreachable(self, scope: Scope, reason: str, now: datetime) -> None:
        """Keep that a governed scope can't be entered."""

    def let_expire(self, memory: Memory, now: datetime) -> None:
        """Start the clock, about 13 months, on every fact of a connection that has ended."""


class Decisions(Protocol):
    """What people decided, which decide alone may write. Any method raises TryLaterError."""

    def about(self, connection_id: ConnectionId) -> Orders:
        """What bears on the connection, in one call."""

    def stop(self) -> ChangeStop | None:
        """Who stopped all changes, if somebody did."""


class DecisionsBook(Decisions, Protocol):
    """The same, for decide. What is written is kept for good, also when it is overtaken."""

    def record_ruling(
        self, connection_id: ConnectionId, ruling: Ruling, shown: Mapping[str, object]
    ) -> bool:
        """Keep the ruling with all that was shown; False where one about these ends stands."""

    def record_stop(self, stop: ChangeStop) -> bool:
        """Stop all changes; False where they are stopped."""

    def record_resumption(self, stop: ChangeStop, lifted: ChangeStop) -> bool:
        """Allow changes again, of which *lifted* tells who and why; False where *stop* is over."""


class Bus(Protocol):
    """The peering bus."""

    def put(self, announcement: Announcement) -> None:
        """Put the announcement out. Raises TryLaterError."""


class Queue(Protocol):
    """A work queue of a function that looks at connections."""

    def send(self, mentions: Sequence[Mention], delay: timedelta = timedelta()) -> None:
        """Queue the mentions, to be delivered after *delay* (15 minutes at most)."""


class SurveyQueue(Protocol):
    """The work queue of survey."""

    def send(self, surveys: Sequence[Survey], delay: timedelta = timedelta()) -> None:
        """Queue the surveys, to be delivered after *delay* (15 minutes at most)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One SNS message: a subject of at most 100 characters, and a body for each protocol."""

    subject: str
    bodies: Mapping[str, str] = field(hash=False)  # by SNS protocol; `default` is always there
    attributes: Mapping[str, str] = field(hash=False)


class Topic(Protocol):
    """The SNS topic that people and machines subscribe to."""

    def publish(self, message: Message) -> None:
        """Publish the message. Raises TryLaterError or RefusedError."""


class Reporter(Protocol):
    """Where the program says what it did: a log line, and a metric where one counts it."""

    def tell(self, event: str, /, **fields: object) -> None:
        """Report *event*, a `noun.past_participle`, with its fields."""


class Clock(Protocol):
    """The time, so that tests can set it."""

    def __call__(self) -> datetime:
        """Now, in UTC."""
