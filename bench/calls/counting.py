"""The counting: every case by each tool, and ours in growing estates, two of these at a time.

What is counted takes no notice of what else this machine does meanwhile.
"""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.calls.case import Case, all_routed
from bench.calls.ours import Ours, Steps
from bench.calls.peers import ANSIBLE_NAME, GUIDE_NAME, Peer
from bench.calls.tally import Tally, tally_of
from bench.heard import Heard
from localcloud.garbage import collect_seldom
from localcloud.isolation import isolated
from tests.deployed.runtime_hub import runtime_hub
from tests.localcloud.ec2_server import Server

CASES = (Case(1, 1), Case(2, 2), Case(5, 2), Case(2, 2, together=True))
_AT_ONCE = 2  # processes
_FEW = 2  # accounts, and Regions: those of the connection itself


@dataclass(frozen=True, slots=True)
class Estate:
    """What there is beside one connection."""

    accounts: int = _FEW
    regions: int = _FEW
    connections: int = 1

    def __str__(self) -> str:
        """As a figure names it."""
        return (
            f"{self.accounts} accounts in {self.regions} Regions governed, "
            f"{self.connections} more connections standing"
        )


# Each grows alone, then all of them together; connections only ever come to stand.
ESTATES = (
    Estate(),
    Estate(accounts=200),
    Estate(regions=20),
    Estate(connections=10),
    Estate(accounts=200, regions=20, connections=100),
)


@dataclass(slots=True)
class Counted:
    """Every count."""

    ours: dict[Case, Steps] = field(default_factory=dict)
    peers: dict[tuple[str, Case], tuple[Tally, Tally]] = field(default_factory=dict)
    beside: dict[Estate, Steps] = field(default_factory=dict)


def counted(folders: Path) -> Counted:
    """Count everything; *folders* is where the functions and layers lie as they were built."""
    made = Counted()
    with ProcessPoolExecutor(_AT_ONCE, get_context("spawn"), collect_seldom) as pool:
        growing = pool.submit(_grown, folders)
        compared = pool.map(partial(_compared, folders), CASES)
        for case, (ours, peers) in zip(CASES, compared, strict=True):
            made.ours[case] = ours
            made.peers |= {(name, case): tallies for name, tallies in peers.items()}
        made.beside = growing.result()
    return made


@contextmanager
def _listening(folders: Path) -> Iterator[Ours]:
    with (
        isolated(os.environ, sys.exit),
        TemporaryDirectory() as folder,
        runtime_hub(folders, Path(folder), (heard := Heard()).through) as hub,
    ):
        yield Ours(hub, heard, folders, Path(folder))


def _compared(folders: Path, case: Case) -> tuple[Steps, dict[str, tuple[Tally, Tally]]]:
    """Connect the case by each tool."""
    with _listening(folders) as ours:
        server = ours.hub.server
        ours.govern(_FEW, _FEW)
        peers = case.build(server)
        steps = ours.connect(peers.request(), peers, case)
        return steps, {
            name: _peers_calls(Peer(name, server.endpoint), case, server, ours.heard)
            for name in (GUIDE_NAME, ANSIBLE_NAME)
        }


def _grown(folders: Path) -> dict[Estate, Steps]:
    """Connect one case in every estate."""
    stand, beside = 0, dict[Estate, Steps]()
    with _listening(folders) as ours:
        for estate in ESTATES:
            ours.govern(estate.accounts, estate.regions)
            for _ in range(estate.connections - stand):
                CASES[0].build(ours.hub.server).peer()
            stand = max(stand, estate.connections)
            peers = CASES[0].build(ours.hub.server)
            beside[estate] = ours.connect(peers.request(), peers, CASES[0])
    return beside


def _peers_calls(peer: Peer, case: Case, server: Server, heard: Heard) -> tuple[Tally, Tally]:
    """What it takes the peer, and what it takes once more when nothing is to be done."""
    peers = case.build(server)
    connection_id = peers.request()
    tallies = []
    for _ in range(2):
        words = peer.words(connection_id, peers)
        heard.take()  # what was read to tell the peer of it is nothing that the peer asked for
        peer.run(words)
        tallies.append(tally_of(heard.take()))
        all_routed(peers, connection_id, case)
    first, again = tallies
    return first, again
