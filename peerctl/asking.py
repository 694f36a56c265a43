"""Asking a hub: one connection at a time, or the whole network, with a progress bar."""

import sys

from rich.console import Console
from rich.progress import Progress

from peerctl.gathering import gather
from peerctl.hub import Address, Hub
from peerctl.looking import Looker, looker
from peerctl.observation import Observation
from peering.core.approvals import Approvals


def looker_at(address: Address, approvals: Approvals) -> Looker:
    """What looks at single connections through a hub. Raises PeerctlError."""
    hub = Hub(address)
    return looker(hub.network, hub.ledger, approvals)


def whole_network(address: Address, approvals: Approvals) -> Observation:
    """Look at every governed scope; on a terminal a bar shows how far it is."""
    hub = Hub(address)
    with Progress(
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        bar = progress.add_task("looking", total=len(approvals.governed))
        return gather(hub.network, hub.ledger, approvals, lambda _: progress.advance(bar))
