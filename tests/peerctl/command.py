"""The real command, and files for it to read."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from peerctl.cli import main
from peerctl.observation import Observation, OwnView, Seen, written
from peering.core.memory import Memory
from peering.core.model import Connection, Side
from peering.core.observed import Observed
from peering.core.tables import RouteTable
from tests.core.examples import ACCEPTER, ACCEPTER_SCOPE, NOW, REQUESTER, REQUESTER_SCOPE

ROOT = Path(__file__).parents[2]
APPROVALS = """\
version: 1
governs:
  - accounts: ["111122223333", "444455556666"]
    regions: [us-east-1, eu-west-1]
rules:
  - name: data
    effect: accept
    requester: {accounts: ["111122223333"], cidrs: [10.10.0.0/16]}
    accepter: {cidrs: [10.20.0.0/16]}
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    def document(self) -> object:
        """Its standard output as JSON."""
        read: object = json.loads(self.out)
        return read

    @property
    def sentence(self) -> str:
        """The one line on standard error, with which a command refuses."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert "Traceback" not in line
        return line.removeprefix("peerctl: ")


def peerctl(*arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Ended:
    """Run the command as a script would, in this process, which spares Python's start.

    As in `spawned`, there are no credentials unless *env* has some.
    """
    out, err = StringIO(), StringIO()
    with (
        patch.dict(os.environ, _environment(env), clear=True),
        patch("sys.stdin", StringIO()),
        redirect_stdout(out),
        redirect_stderr(err),
        chdir(cwd),
    ):
        code = main(arguments)
    return Ended(code, out.getvalue(), err.getvalue())


def spawned(*arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Ended:
    """Run the command as a person would, in a process of its own."""
    ended = subprocess.run(  # noqa: S603 # our own command
        [sys.executable, str(ROOT / "peerctl"), *arguments],
        cwd=cwd,
        env=_environment(env),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def _environment(env: Mapping[str, str] | None) -> dict[str, str]:
    """Without *env*, AWS is a port of this machine at which nobody listens."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    away = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    return {**kept, **away, "AWS_EC2_METADATA_DISABLED": "true", **(env or {})}


def observation(observed: Observed, memory: Memory | None = None) -> Observation:
    """An observation of one connection, both of its VPCs with their tables included."""
    connection: Connection = observed.connection
    views = {view.side: OwnView(view.dns, view.tags) for view in observed.views}
    return Observation(
        NOW,
        scopes=(REQUESTER_SCOPE, ACCEPTER_SCOPE),
        vpcs=(replace(REQUESTER, tags={}), replace(ACCEPTER, tags={})),
        tables=tuple(table for side in Side for table in _tables(observed, side)),
        connections=(Seen(connection, memory or Memory(connection.id), views),),
        ended=observed.ended_peers,
    )


def save(observation: Observation, folder: Path) -> str:
    """Write an observation as the command does; the file's name."""
    file = folder / "observation.json"
    file.write_text(written(observation))
    return str(file)


def write(folder: Path, name: str, text: str) -> str:
    """Write a file; its name."""
    (folder / name).write_text(text)
    return str(folder / name)


def _tables(observed: Observed, side: Side) -> tuple[RouteTable, ...]:
    return next((view.tables for view in observed.views if view.side is side), ())
