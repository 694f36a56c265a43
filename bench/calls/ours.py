"""The program's own calls: each step as the first invocation of a new environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.calls.case import Case, all_routed
from bench.calls.tally import Tally, tally_of
from bench.cold.start import Code, first_answer
from bench.cold.work import batch
from bench.heard import Heard
from demo.places import DATA, SHARED
from localcloud import runtime
from peering.core.model import AccountId, ConnectionId, Region, Scope
from peering.core.work import encode
from peering.ports import Mention
from tests.deployed.runtime_hub import LAYERS, RuntimeHub
from tests.localcloud.ec2_peers import End, Peers

# Where the connections are, and others: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
_REGIONS = (
    *("us-east-1", "eu-west-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"),
    *("eu-west-2", "eu-west-3", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1"),
    *("ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1"),
    *("ap-southeast-2", "ap-east-1"),
)


@dataclass(frozen=True, slots=True)
class Steps:
    """What each step asked for."""

    accept: Tally
    route: Tally
    again: Tally

    @property
    def total(self) -> int:
        """What it takes until the connection is routed."""
        return (self.accept + self.route).total


@dataclass(slots=True)
class Ours:
    """The functions as they were built, where calls are heard."""

    hub: RuntimeHub
    heard: Heard
    built: Path
    folder: Path
    _opt: Path | None = None

    def connect(self, connection_id: str, peers: Peers, case: Case) -> Steps:
        """Accept and route, then look again. Raises RuntimeError if not every route stands."""
        ends = (peers.accepter, peers.requester)
        scopes = tuple(dict.fromkeys(map(_scope, ends)))
        event = batch(encode(Mention(ConnectionId(connection_id), scopes)))
        steps = Steps(*(self._invoked(name, event) for name in ("accept", "route", "route")))
        all_routed(peers, connection_id, case)
        return steps

    def govern(self, accounts: int, regions: int) -> None:
        """Let the approvals govern so many of them, and accept what comes from one of them."""
        others = [f"{300000000000 + number}" for number in range(accounts - 2)]
        approvals: Mapping[str, object] = {
            "version": 1,
            "governs": [{"accounts": [DATA, SHARED, *others], "regions": list(_REGIONS[:regions])}],
            "rules": [
                {
                    "name": "measured",
                    "effect": "accept",
                    "requester": {"accounts": [DATA, SHARED]},
                    "accepter": {"tags": {"peering": "open"}},
                    "dns": True,
                }
            ],
        }
        if self._opt is None:
            self._opt = runtime.unpacked(self.built, LAYERS, self.folder / "measured")
        (self._opt / "python" / "approvals.yaml").write_text(yaml.safe_dump(approvals))

    def _invoked(self, name: str, event: object) -> Tally:
        if self._opt is None:
            raise RuntimeError("say first whom the approvals govern")
        code = Code(self.built / f"{name.capitalize()}Function", self._opt)
        self.heard.take()
        log = self.folder / f"measured-{name}.log"
        start = first_answer(code, self.hub.environment(name), event, log)
        if start.answer != {"batchItemFailures": []}:
            raise RuntimeError(f"{name} answered {start.answer}")
        return tally_of(self.heard.take())


def _scope(end: End) -> Scope:
    return Scope(AccountId(end.account_id), Region(end.region))
