"""The stacks, deployed once for all of these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.inbox import Inbox
from demo.network import Network
from demo.stage import STAGE, build, deploy_hub, deploy_members, staged_project
from demo.story import Theatre
from localcloud import LocalCloud


@pytest.fixture(scope="session")
def built() -> Path:
    """The built template; beside it lie the functions and layers."""
    return build(staged_project())


@pytest.fixture(scope="session")
def theatre(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """Where the demo's stories play, in a local cloud of its own."""
    with LocalCloud.start(tmp_path_factory.mktemp("cloud")) as cloud:
        hub = deploy_hub(cloud, built)
        deploy_members(cloud, STAGE, hub)
        yield Theatre(cloud, Network(cloud), hub, Inbox.subscribed(cloud, hub["TopicArn"]))
