"""Every command of the documents that can be executed here is: these on the deployed stacks."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from demo.places import DATA, EAST, HUB, SHARED, WEST
from demo.stage import HUB_STACK
from demo.story import Theatre
from tests.deployed.reader import INNER, Reader
from tests.deployed.states import Pair
from tests.docs.shell import CommandLine
from tests.docs.where import elsewhere
from tests.intake.examples import body
from tests.peerctl.command import ROOT, peerctl

pytestmark = pytest.mark.deployed

SHOWN = elsewhere()
AWS = [line for line in SHOWN if line.program == "aws"]
# Shown on two pages, it is executed once.
PEERCTL = list({line.text: line for line in SHOWN if line.program == "peerctl"}.values())
DECIDES = {"approve", "reject"}
SECONDS = 120  # the functions may have to start anew
TABLE = f"""\
version: 1
cases:
  - name: the data platform reaches shared services that are open to peering
    requester: {{account: "{DATA}", region: {EAST}, cidrs: [10.20.0.0/16]}}
    accepter:
      {{account: "{SHARED}", region: {WEST}, cidrs: [10.40.0.0/16], tags: {{peering: open}}}}
    on: 2027-01-15
    expect: accept
"""
EVENT = "accept/create-cross-account-cross-region-tagged"
_BLOCKS = iter(range(16))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader works: the files that the documents speak of."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "layers/approvals").mkdir(parents=True)
    for name in ("layers/approvals/approvals.yaml", "old.yaml"):
        shutil.copy2(ROOT / "demo/approvals.yaml", folder / name)
    # Of a connection of its own: test_deployed forges one of the sample's.
    routed = body("notify/routed").replace("pcx-0123456789abcdef0", "pcx-0fedcba9876543210")
    (folder / "announcement.json").write_text(routed)
    (folder / "table.yaml").write_text(TABLE)
    return folder


@pytest.fixture(scope="module")
def reader(theatre: Theatre, folder: Path) -> Reader:
    stacks = theatre.cloud.client("cloudformation", HUB, EAST)
    found = stacks.describe_stack_resources(StackName=HUB_STACK)["StackResources"]
    return Reader(
        theatre.cloud,
        folder,
        {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found},
        {
            "$NOTIFY_QUEUE_URL": theatre.hub["NotifyQueueUrl"],
            "file://announcement.json": f"file://{folder}/announcement.json",
        },
    )


@pytest.fixture(scope="module")
def routed(theatre: Theatre, folder: Path) -> Pair:
    """A connection that stands, in an observation that is saved; its event is there, too."""
    pair = _requested(theatre, peering="open")
    pcx = pair.id
    (folder / "event.json").write_text(body(EVENT).replace("pcx-0123456789abcdef0", pcx))
    assert theatre.inbox.wait_for("Peering Routed", pcx, seconds=SECONDS)
    theatre.settle()
    seen = peerctl(
        "observe", "--save", "FILE", cwd=folder, env=theatre.cloud.environment(HUB, EAST)
    )
    assert seen.code == 0, seen.err
    return pair


def _requested(theatre: Theatre, **tags: str) -> Pair:
    network, number = theatre.network, next(_BLOCKS)
    asks = network.vpc(DATA, EAST, f"10.22.{16 * number}.0/20")
    asked = network.vpc(SHARED, WEST, f"10.43.{16 * number}.0/20", **tags)
    return Pair(asks, asked, network.request(asks, asked))


@pytest.mark.parametrize("line", AWS, ids=str)
def test_aws_does_what_is_said(reader: Reader, line: CommandLine) -> None:
    if INNER in line.text:  # shown just before, and run by the shell before
        reader.calls(AWS[AWS.index(line) - 1])
    assert reader.calls(line) not in (None, "None")


@pytest.mark.parametrize("line", PEERCTL, ids=str)
def test_peerctl_does_what_is_said(
    theatre: Theatre, folder: Path, routed: Pair, line: CommandLine
) -> None:
    words = [word.strip("[]") for word in line.words[1:]]
    pcx = routed.id
    if words[0] in DECIDES:
        pcx = _requested(theatre).id
        assert theatre.inbox.wait_for("Peering Held", pcx, seconds=SECONDS)
    instead = {
        "CONNECTION": pcx,
        "pcx-0123456789abcdef0": pcx,
        "vpc-0aaaaaaaaaaaaaaaa": routed.requester.id,
        "vpc-0bbbbbbbbbbbbbbbb": routed.accepter.id,
        "…": "as the page says",
        "OLD": "old.yaml",
        "NEW": "layers/approvals/approvals.yaml",
        "TABLE": "table.yaml",
    }
    if words[:2] == ["approvals", "check"]:
        instead["FILE"] = "old.yaml"
    said = [instead.get(word, word) for word in words]
    said += ["--yes"] if "--reason" in said else []  # there is no terminal to ask at
    env = theatre.cloud.environment(HUB, EAST)
    changes = ["--reason", "others go on", "--yes"]
    if words[0] == "unfreeze":
        assert peerctl("freeze", *changes, env=env).code == 0

    ended = peerctl(*said, cwd=folder, env=env)

    if words[0] == "freeze":
        assert peerctl("unfreeze", *changes, env=env).code == 0
    assert ended.code in {0, 1}, ended.err  # 1: there is something to tell
    saved = dict(pairwise(said)).get("--save")
    assert (folder / saved).stat().st_size if saved else ended.out


def test_what_is_asked_is_about_the_stack(reader: Reader, theatre: Theatre) -> None:
    """The outer commands get what the inner ones print."""
    sweeping = next(line for line in AWS if "SweepFunction" in line.text)
    assert reader.calls(sweeping) == theatre.hub["SweepFunction"]
