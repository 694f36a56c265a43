"""A ledger that can't be written to, for looking with the program's own observer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from peering.core.blocks import Cidr
from peering.core.memory import Announced, Decision, Memory, OwnedRoute
from peering.core.model import Connection, ConnectionId, Scope, Side
from peering.core.tables import RouteTableId
from peering.ports import Claim, Ledger


class _WroteError(AssertionError):
    """Something tried to write while peerctl was only to look."""


@dataclass(frozen=True, slots=True)
class ReadOnlyLedger:
    """Reads from another ledger; what could not be entered is kept in `denied`, not written."""

    ledger: Ledger
    denied: dict[Scope, str] = field(default_factory=dict)

    def recall(self, connection_id: ConnectionId) -> Memory:
        """Every fact about the connection."""
        return self.ledger.recall(connection_id)

    def decisions(self, connection_ids: Iterable[ConnectionId]) -> Mapping[ConnectionId, Decision]:
        """The decision about each of these connections that has one."""
        return self.ledger.decisions(connection_ids)

    def record_unreachable(self, scope: Scope, reason: str, now: datetime) -> None:
        """Keep in mind that a scope could not be entered."""
        del now
        self.denied[scope] = reason

    def record_decision(self, connection: Connection, decision: Decision) -> None:
        """Refuse."""
        raise _WroteError(connection, decision)

    def record_request(self, connection_id: ConnectionId, by: str, now: datetime) -> None:
        """Refuse."""
        raise _WroteError(connection_id, by, now)

    def record_ownership(self, connection_id: ConnectionId, routes: Sequence[OwnedRoute]) -> None:
        """Refuse."""
        raise _WroteError(connection_id, routes)

    def forget_ownership(
        self, connection_id: ConnectionId, routes: Iterable[tuple[RouteTableId, Cidr]]
    ) -> None:
        """Refuse."""
        raise _WroteError(connection_id, routes)

    def record_dns_refusal(
        self, connection_id: ConnectionId, side: Side, retry_at: datetime
    ) -> None:
        """Refuse."""
        raise _WroteError(connection_id, side, retry_at)

    def claim(self, about: str, announced: Announced, now: datetime, lease: timedelta) -> Claim:
        """Refuse."""
        raise _WroteError(about, announced, now, lease)

    def mark_announced(self, about: str, announced: Announced, now: datetime) -> None:
        """Refuse."""
        raise _WroteError(about, announced, now)

    def retire(self, connection_id: ConnectionId, announced: Iterable[Announced]) -> None:
        """Refuse."""
        raise _WroteError(connection_id, announced)

    def let_expire(self, memory: Memory, now: datetime) -> None:
        """Refuse."""
        raise _WroteError(memory, now)


class SilentReporter:
    """Tells nobody anything: what there is to say is the command's answer."""

    def tell(self, event: str, /, **fields: object) -> None:
        """Say nothing."""
