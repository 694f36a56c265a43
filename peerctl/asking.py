"""Asking a hub: one connection at a time, or the whole network, with progress on a terminal."""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from peerctl.address import Address
from peerctl.gathering import gather
from peerctl.known import Footing, Known
from peerctl.looking import Looker
from peerctl.observation import Observation
from peerctl.progress import waiting
from peering.core.approvals import Approvals
from peering.core.model import Connection, ConnectionId, Vpc
from peering.core.observed import Observed

if TYPE_CHECKING:
    from peerctl.hub import Hub


@dataclass(frozen=True, slots=True)
class Asking:
    """Looks through a hub, and says what it waits for."""

    looker: Looker

    def at(self, connection_id: ConnectionId) -> tuple[Observed, Known]:
        """Look at a connection."""
        with waiting(f"looking at {connection_id}"):
            return self.looker.at(connection_id)

    def footing(self) -> Footing:
        """Ask on what footing the hub works."""
        with waiting("asking the hub"):
            return self.looker.footing()

    def at_request(self, connection: Connection) -> Observed:
        """Look at the tables that a request would meet."""
        with waiting("looking at the route tables"):
            return self.looker.at_request(connection)

    def vpc(self, place: str) -> Vpc | None:
        """Find a VPC."""
        with waiting(f"looking for {place}"):
            return self.looker.vpc(place)


def hub_at(address: Address) -> "Hub":
    """A deployed hub. Raises PeerctlError."""
    # boto3 takes a third of a start: what asks no hub does not wait for it.
    from peerctl.hub import Hub  # noqa: PLC0415

    return Hub(address)


def looker_at(address: Address, approvals: Approvals) -> Asking:
    """What looks at single connections through a hub. Raises PeerctlError."""
    with waiting("asking the hub"):
        hub = hub_at(address)
        return Asking(Looker(hub.network, hub.records, approvals))


def whole_network(address: Address, approvals: Approvals) -> Observation:
    """Look at every governed scope; on a terminal a bar shows how far it is."""
    with waiting("asking the hub"):
        hub = hub_at(address)
    with Progress(
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        bar = progress.add_task("looking", total=len(approvals.governed))
        return gather(hub.network, hub.records, approvals, lambda _: progress.advance(bar))
