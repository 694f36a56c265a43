"""What a hub has written down, the ledger and people's decisions, to be read only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from peerctl.known import Footing, Known
from peering.aws.decisions import DynamoDecisions
from peering.aws.facts import Chronicle
from peering.aws.ledger import DynamoLedger
from peering.core.announcing import Mode
from peering.core.model import ConnectionId
from peering.core.rulings import ChangeStop, Ruling


@dataclass(frozen=True, slots=True)
class Told:
    """All that was ever written down that bears on one connection, oldest first."""

    chronicle: Chronicle
    rulings: tuple[tuple[Ruling, Mapping[str, Any]], ...]
    stops: tuple[tuple[ChangeStop, bool], ...]  # True where changes were frozen


@dataclass(frozen=True, slots=True)
class Records:
    """Reads a hub's tables. Any method raises TryLaterError."""

    ledger: DynamoLedger
    decisions: DynamoDecisions
    mode: Mode

    def known(self, connection_id: ConnectionId) -> Known:
        """What is known of a connection, with what people ordered."""
        orders = self.decisions.about(connection_id)
        footing = Footing(self.mode, orders.stop)
        return replace(self.remembered(connection_id), ruling=orders.ruling, footing=footing)

    def remembered(self, connection_id: ConnectionId) -> Known:
        """What the ledger alone knows of a connection."""
        chronicle = self.ledger.chronicle(connection_id)
        said = sorted((at, announced.type) for announced, at in chronicle.standing.items())
        return Known(chronicle.memory, said={kind: at for at, kind in said})

    def told(self, connection_id: ConnectionId) -> Told:
        """Everything about a connection, with what was overtaken."""
        return Told(
            self.ledger.chronicle(connection_id),
            self.decisions.rulings(connection_id),
            self.decisions.stops(),
        )

    def decided(self, connection_ids: Iterable[ConnectionId]) -> frozenset[ConnectionId]:
        """Those of the connections that something was decided about."""
        return frozenset(self.ledger.decisions(connection_ids))

    def footing(self) -> Footing:
        """The hub's mode, and whether somebody stopped all changes."""
        return Footing(self.mode, self.decisions.stop())
