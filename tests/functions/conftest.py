"""The hub, made once for all tests of a module and empty for each."""

from collections.abc import Iterator

import pytest

from tests.functions.calls_made import noted
from tests.functions.deployed_hub import Hub, hub_in_process
from tests.functions.heard_hub import HeardHub
from tests.permissions.of_ec2 import look_into


@pytest.fixture(scope="module")
def _hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The hub; when a module's tests are done, every call that they made has to be allowed."""
    with (
        hub_in_process(tmp_path_factory.mktemp("approvals")) as hub,
        noted(look_into(hub.ec2)) as calls,
    ):
        heard = HeardHub(hub, calls)
        yield heard
        assert heard.refused() == []


@pytest.fixture
def hub(_hub: Hub) -> Hub:
    _hub.clear()
    return _hub
