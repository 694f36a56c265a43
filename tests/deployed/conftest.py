"""The stacks, deployed once for all of these tests."""

from collections.abc import Iterator

import pytest

from demo.inbox import Inbox
from demo.network import Network
from demo.stage import build, deploy_hub, deploy_members, staged_project
from demo.story import Theatre
from localcloud import LocalCloud


@pytest.fixture(scope="session")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """Where the demo's stories play, in a local cloud of its own."""
    with LocalCloud.start(tmp_path_factory.mktemp("cloud")) as cloud:
        project = staged_project()
        hub = deploy_hub(cloud, build(project))
        deploy_members(cloud, project, hub)
        yield Theatre(cloud, Network(cloud), hub, Inbox.subscribed(cloud, hub["TopicArn"]))
