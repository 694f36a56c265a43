"""Every command of the documents that can be executed here is: these on the deployed stacks."""

import shutil
from pathlib import Path

import pytest

from demo.places import DATA, EAST, HUB, SHARED, WEST
from demo.stage import HUB_STACK
from demo.story import Theatre
from tests.deployed.reader import Reader
from tests.docs.shell import CommandLine
from tests.docs.where import elsewhere
from tests.intake.examples import EVENTS, bodies
from tests.peerctl.command import ROOT, peerctl

pytestmark = pytest.mark.deployed

SHOWN = elsewhere()
AWS = [line for line in SHOWN if line.program == "aws"]
PEERCTL = [line for line in SHOWN if line.program == "peerctl"]
DECIDES = {"approve", "reject"}
SECONDS = 120  # the functions may have to start anew
_BLOCKS = iter(range(16))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader works: the files that the documents speak of."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "layers/approvals").mkdir(parents=True)
    for name in ("layers/approvals/approvals.yaml", "old.yaml"):
        shutil.copy2(ROOT / "demo/approvals.yaml", folder / name)
    (announcement,) = bodies(EVENTS / "notify/routed.json")
    (folder / "announcement.json").write_text(announcement)
    (event,) = bodies(EVENTS / "accept/create-same-account.json")
    (folder / "event.json").write_text(event)
    (folder / "table.yaml").write_text("cases: []\n")
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
def routed(theatre: Theatre, folder: Path) -> str:
    """A connection that stands, in an observation that is saved."""
    pcx = _requested(theatre, peering="open")
    assert theatre.inbox.wait_for("Peering Routed", pcx, seconds=SECONDS)
    theatre.settle()
    seen = peerctl(
        "observe", "--save", "FILE", cwd=folder, env=theatre.cloud.environment(HUB, EAST)
    )
    assert seen.code == 0, seen.err
    return pcx


def _requested(theatre: Theatre, **tags: str) -> str:
    network, number = theatre.network, next(_BLOCKS)
    asks = network.vpc(DATA, EAST, f"10.22.{16 * number}.0/20")
    return network.request(asks, network.vpc(SHARED, WEST, f"10.43.{16 * number}.0/20", **tags))


@pytest.mark.parametrize("line", AWS, ids=str)
def test_aws_does_what_is_said(reader: Reader, line: CommandLine) -> None:
    assert reader.calls(line) not in (None, "None")


@pytest.mark.parametrize("line", PEERCTL, ids=str)
def test_peerctl_does_what_is_said(
    theatre: Theatre, folder: Path, routed: str, line: CommandLine
) -> None:
    words = [word.strip("[]") for word in line.words[1:]]
    pcx = routed
    if words[0] in DECIDES:
        pcx = _requested(theatre)
        assert theatre.inbox.wait_for("Peering Held", pcx, seconds=SECONDS)
    instead = {
        "CONNECTION": pcx,
        "pcx-0123456789abcdef0": pcx,
        "…": "as the page says",
        "OLD": "old.yaml",
        "NEW": "layers/approvals/approvals.yaml",
        "TABLE": "table.yaml",
    }
    if words[:2] == ["approvals", "check"]:
        instead["FILE"] = "old.yaml"
    said = [instead.get(word, word) for word in words]
    said += ["--yes"] if "--reason" in said else []  # there is no terminal to ask at

    ended = peerctl(*said, cwd=folder, env=theatre.cloud.environment(HUB, EAST))

    assert ended.code in {0, 1}, ended.err  # 1: there is something to tell
    assert ended.out


def test_what_is_asked_is_about_the_stack(reader: Reader, theatre: Theatre) -> None:
    """The outer commands get what the inner ones print."""
    sweeping = next(line for line in AWS if "SweepFunction" in line.text)
    assert reader.calls(sweeping) == theatre.hub["SweepFunction"]
