"""The hub, made once for all tests of a module and empty for each."""

from collections.abc import Iterator

import pytest

from tests.functions.deployed_hub import Hub, hub_in_process


@pytest.fixture(scope="module")
def _hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with hub_in_process(tmp_path_factory.mktemp("approvals")) as hub:
        yield hub


@pytest.fixture
def hub(_hub: Hub) -> Hub:
    _hub.clear()
    return _hub
