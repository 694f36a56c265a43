"""What users would pick instead, run as they would run it, against the same local EC2."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.calls.case import blocks_of, tables_of
from tests.localcloud.ec2_peers import End, Peers

_HERE = Path(__file__).parent
ANSIBLE = Path(__file__).parents[2] / ".venv-bench" / "bin" / "ansible-playbook"
GUIDE_NAME, ANSIBLE_NAME = "boto3, by the guide", "Ansible amazon.aws"


class PeerFailedError(Exception):
    """A peer did not do what it was asked for."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, and where it finds AWS."""

    name: str
    endpoint: str

    def words(self, connection_id: str, peers: Peers) -> Sequence[str]:
        """What is to be said to accept the connection and route both sides."""
        return (_guide if self.name == GUIDE_NAME else _ansible)(connection_id, peers)

    def run(self, words: Sequence[str]) -> None:
        """Run it. Raises PeerFailedError."""
        ran = subprocess.run(  # noqa: S603  # our own words
            words,
            env={
                **os.environ,
                "AWS_ENDPOINT_URL": self.endpoint,
                "ANSIBLE_LOCALHOST_WARNING": "False",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise PeerFailedError(f"{self.name}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")


def _guide(connection_id: str, peers: Peers) -> Sequence[str]:
    ends = (peers.requester, peers.accepter)
    places = [word for end in ends for word in (end.account_id, end.region, end.vpc_id)]
    return (sys.executable, str(_HERE / "guide.py"), connection_id, *places)


def _ansible(connection_id: str, peers: Peers) -> Sequence[str]:
    told = {
        "connection": connection_id,
        "sides": [
            _side(connection_id, peers.requester, peers.accepter),
            _side(connection_id, peers.accepter, peers.requester),
        ],
        "accepter": {"account": peers.accepter.account_id, "region": peers.accepter.region},
        "ansible_python_interpreter": str(ANSIBLE.with_name("python")),
    }
    playbook = str(_HERE / "playbook.yaml")
    return (str(ANSIBLE), playbook, "-i", "localhost,", "-e", json.dumps(told))


def _side(connection_id: str, own: End, peer: End) -> dict[str, object]:
    routes = [
        {"dest": block, "vpc_peering_connection_id": connection_id} for block in blocks_of(peer)
    ]
    return {
        "account": own.account_id,
        "region": own.region,
        "vpc": own.vpc_id,
        "tables": tables_of(own),
        "routes": routes,
    }
