"""An estate for each test, and a deployment for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.catalogue.deployment import Deployment, deployment
from tests.catalogue.estate import Estate
from tests.catalogue.estate import estate as built


@pytest.fixture
def estate() -> Iterator[Estate]:
    with built() as made:
        yield made


@pytest.fixture(scope="module")
def _deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with deployment(tmp_path_factory.mktemp("approvals")) as made:
        yield made


@pytest.fixture
def hub(_deployment: Deployment) -> Deployment:
    """The handlers on empty queues."""
    _deployment.clear()
    return _deployment
