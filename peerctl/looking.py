"""Looking at the network through a hub, with the program's own observer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peerctl.errors import Exit, PeerctlError
from peerctl.known import Footing, Known
from peerctl.observation import now
from peerctl.silent import ReadOnlyLedger, SilentReporter
from peering.core.approvals import Approvals
from peering.core.memory import Memory
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc
from peering.core.observed import Observed
from peering.errors import (
    LookAgainError,
    NotUnderstoodError,
    RefusedError,
    ScopeDeniedError,
    TryLaterError,
)
from peering.observe import Observer
from peering.ports import Network

if TYPE_CHECKING:
    from peerctl.records import Records


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at one connection, or at one VPC, as accept and route would, and writes nothing."""

    network: Network
    records: "Records"
    approvals: Approvals
    denied: dict[Scope, str] = field(default_factory=dict)
    observer: Observer = field(init=False)

    def __post_init__(self) -> None:
        """Give the observer a ledger that can't be written to, and nobody to tell."""
        ledger = ReadOnlyLedger(self.records.ledger, self.denied)
        observer = Observer(self.network, ledger, self.approvals, SilentReporter(), now)
        object.__setattr__(self, "observer", observer)

    def at(self, connection_id: ConnectionId) -> tuple[Observed, Known]:
        """Look at a connection. Raises PeerctlError if nobody knows it."""
        with answers():
            known = self.records.known(connection_id)
            memory = known.memory
            remembered = (vpc.scope for vpc in memory.ends.values())
            scopes = (*remembered, *sorted(self.approvals.governed))
            sighting = self.observer.sight(connection_id, scopes)
            if sighting.connection is None or sighting.seen_in is None:
                raise self._not_seen(connection_id, memory, out_of_reach=sighting.out_of_reach)
            return self._observed(sighting.connection, sighting.seen_in, memory), known

    def footing(self) -> Footing:
        """On what footing the hub works."""
        with answers():
            return self.records.footing()

    def at_request(self, connection: Connection) -> Observed:
        """Look at the tables that a request would meet."""
        with answers():
            return self.observer.tables(connection)

    def vpc(self, place: str) -> Vpc | None:
        """Find a VPC by its id, or by ACCOUNT/REGION/VPC."""
        where, _, vpc_id = place.rpartition("/")
        for scope in sorted(self.approvals.governed):
            if where and where != str(scope):
                continue
            with answers():
                try:
                    found = [v for v in self.network.vpcs(scope) if v.id == vpc_id]
                except ScopeDeniedError as error:
                    self.observer.report_denied(error)
                    continue
            if found:
                return found[0]
        return None

    def _observed(self, connection: Connection, seen_in: Scope, memory: Memory) -> Observed:
        if connection.status.ended:
            ends = memory.ends or {side: connection.vpc(side) for side in Side}
            views = self.observer.tables_leading_to(connection.id, ends)
            return Observed(connection, views)
        if connection.status is Status.PENDING_ACCEPTANCE:
            connection = self._at_accepter(connection, seen_in)
        for side in Side:
            connection = self.observer.with_vpc(connection, side)
        if connection.status is Status.PENDING_ACCEPTANCE:
            return self.observer.tables(connection)
        return self.observer.sides(connection, seen_in)

    def _at_accepter(self, connection: Connection, seen_in: Scope) -> Connection:
        """The request as its accepter sees it, who alone can decide."""
        scope = connection.accepter.scope
        if seen_in == scope or not self.approvals.governs(scope):
            return connection
        try:
            return self.network.connection(scope, connection.id) or connection
        except ScopeDeniedError as error:
            self.observer.report_denied(error)
            return connection

    def _not_seen(
        self, connection_id: ConnectionId, memory: Memory, *, out_of_reach: bool
    ) -> PeerctlError:
        if out_of_reach:
            why = next(iter(self.denied.values()), "the approvals govern none")
            return PeerctlError(Exit.ROLE, f"No governed account can be looked into: {why}.")
        if memory.decision is not None:
            sentence = (
                f"EC2 no longer shows {connection_id}: 'peerctl history {connection_id}' "
                "says what is remembered of it."
            )
            return PeerctlError(Exit.UNKNOWN, sentence)
        sentence = f"No governed account and Region shows {connection_id}: check the id."
        return PeerctlError(Exit.UNKNOWN, sentence)


@contextmanager
def answers() -> Iterator[None]:
    """Turn what the network and the ledger answer into a sentence and an exit code."""
    try:
        yield
    except ScopeDeniedError as error:
        raise PeerctlError(Exit.ROLE, f"{error}.") from error
    except (TryLaterError, RefusedError, NotUnderstoodError) as error:
        raise PeerctlError(Exit.AWS, f"AWS did not answer as needed: {error}.") from error
    except LookAgainError as error:
        raise PeerctlError(Exit.AWS, f"EC2 is not ready: {error}; try again.") from error
