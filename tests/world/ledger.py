"""The Ledger port in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from peering.core.blocks import Cidr
from peering.core.memory import Announced, Decision, Memory, OwnedRoute
from peering.core.model import Connection, ConnectionId, Scope, Side, Vpc
from peering.core.tables import RouteTableId
from peering.ports import Claim
from tests.world.calls import Calls

type OwnedKey = tuple[RouteTableId, Cidr]


@dataclass(slots=True)
class _Facts:
    decision: Decision | None = None
    ends: dict[Side, Vpc] = field(default_factory=dict)
    owned: dict[OwnedKey, OwnedRoute] = field(default_factory=dict)
    claims: dict[Announced, datetime | None] = field(default_factory=dict)  # None: it is out
    dns: dict[Side, datetime] = field(default_factory=dict)
    requested_by: str | None = None


class FakeLedger:
    """Facts by what they are about. `unreachable` are the scopes that could not be entered."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._facts: defaultdict[str, _Facts] = defaultdict(_Facts)
        self.unreachable: dict[Scope, str] = {}

    def recall(self, connection_id: ConnectionId) -> Memory:
        """Every fact about the connection; an empty memory where there is none."""
        with self._calls.noted("ledger", "recall", connection_id, writes=False):
            return self.memory(connection_id)

    def memory(self, connection_id: ConnectionId) -> Memory:
        """What is remembered, for a test to look at: it counts as no call."""
        facts = self._facts[connection_id]
        out = frozenset(announced for announced, lease in facts.claims.items() if lease is None)
        return Memory(
            connection_id,
            facts.decision,
            dict(facts.ends),
            tuple(facts.owned.values()),
            out,
            dict(facts.dns),
            facts.requested_by,
        )

    def decisions(self, connection_ids: Iterable[ConnectionId]) -> Mapping[ConnectionId, Decision]:
        """The decision about each of these connections that has one."""
        with self._calls.noted("ledger", "decisions", writes=False):
            decided = ((id_, self._facts[id_].decision) for id_ in connection_ids)
            return {id_: decision for id_, decision in decided if decision is not None}

    def record_decision(self, connection: Connection, decision: Decision) -> None:
        """Keep what was decided, and the connection's ends, in place of what was kept before."""
        with self._calls.noted("ledger", "record_decision", connection.id, writes=True):
            facts = self._facts[connection.id]
            facts.decision = decision
            facts.ends = {
                side: replace(connection.vpc(side), tags=None, unsettled=False) for side in Side
            }

    def record_request(self, connection_id: ConnectionId, by: str, now: datetime) -> None:
        """Keep which principal made the request."""
        del now
        with self._calls.noted("ledger", "record_request", connection_id, writes=True):
            self._facts[connection_id].requested_by = by

    def record_ownership(self, connection_id: ConnectionId, routes: Sequence[OwnedRoute]) -> None:
        """Keep that these routes are ours."""
        with self._calls.noted("ledger", "record_ownership", connection_id, writes=True):
            owned = {(route.table_id, route.destination): route for route in routes}
            self._facts[connection_id].owned |= owned

    def forget_ownership(self, connection_id: ConnectionId, routes: Iterable[OwnedKey]) -> None:
        """Drop the ownership of routes that narrowing took away."""
        with self._calls.noted("ledger", "forget_ownership", connection_id, writes=True):
            for key in routes:
                self._facts[connection_id].owned.pop(key, None)

    def record_dns_refusal(
        self, connection_id: ConnectionId, side: Side, retry_at: datetime
    ) -> None:
        """Keep that a side's DNS option was refused, and when to try again."""
        with self._calls.noted("ledger", "record_dns_refusal", connection_id, writes=True):
            self._facts[connection_id].dns[side] = retry_at

    def claim(self, about: str, announced: Announced, now: datetime, lease: timedelta) -> Claim:
        """Take the right to put this announcement out, for the time of *lease*."""
        with self._calls.noted("ledger", "claim", about, writes=True):
            claims = self._facts[about].claims
            leased_until = claims.get(announced, now)
            if leased_until is None:
                return Claim.OUT
            if now < leased_until:
                return Claim.BUSY
            claims[announced] = now + lease
            return Claim.TAKEN

    def mark_announced(self, about: str, announced: Announced, now: datetime) -> None:
        """Keep that this announcement is out; that it stays in a log is DynamoDB's affair."""
        del now
        with self._calls.noted("ledger", "mark_announced", about, writes=True):
            self._facts[about].claims[announced] = None

    def retire(self, connection_id: ConnectionId, announced: Iterable[Announced]) -> None:
        """Forget announcements whose state is over."""
        with self._calls.noted("ledger", "retire", connection_id, writes=True):
            for over in announced:
                self._facts[connection_id].claims.pop(over, None)

    def record_unreachable(self, scope: Scope, reason: str, now: datetime) -> None:
        """Keep that a governed scope can't be entered."""
        del now
        with self._calls.noted("ledger", "record_unreachable", scope, writes=True):
            self.unreachable[scope] = reason

    def let_expire(self, memory: Memory, now: datetime) -> None:
        """Close the decision; that facts go after a year is DynamoDB's affair."""
        del now
        with self._calls.noted("ledger", "let_expire", memory.connection_id, writes=True):
            facts = self._facts[memory.connection_id]
            if facts.decision is not None:
                facts.decision = replace(facts.decision, closed=True)
