"""The project, built once, and its stacks, deployed once for all of these tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.inbox import Inbox
from demo.network import Network
from demo.stage import APPROVALS, deploy_hub, deploy_members
from demo.story import Theatre
from localcloud import LocalCloud
from tests.deployed.checkout import Checkout


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Checkout:
    """The project, built; all processes that run these tests share it."""
    own = tmp_path_factory.getbasetemp()
    return Checkout.within(own if worker_id == "master" else own.parent)


@pytest.fixture(scope="session")
def built(checkout: Checkout) -> Path:
    """The built template, with the demo's approvals; beside it lie the functions and layers."""
    approvals = checkout.built / "ApprovalsLayer/python/approvals.yaml"
    assert approvals.exists()
    shutil.copy2(APPROVALS, approvals)
    return checkout.built / "template.yaml"


@pytest.fixture(scope="session")
def theatre(
    checkout: Checkout, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Theatre]:
    """Where the demo's stories play, in a local cloud of its own."""
    with LocalCloud.start(tmp_path_factory.mktemp("cloud")) as cloud:
        hub = deploy_hub(cloud, built)
        deploy_members(cloud, checkout.folder, hub)
        yield Theatre(cloud, Network(cloud), hub, Inbox.subscribed(cloud, hub["TopicArn"]))
