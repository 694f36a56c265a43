"""One local cloud for all tests of its server; every test has accounts of its own."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from localcloud import LocalCloud

_numbers = count(100_000_000_001)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """A local cloud that runs till the last test."""
    with LocalCloud.start(tmp_path_factory.mktemp("localcloud")) as running:
        yield running


@pytest.fixture
def new_account() -> Callable[[], str]:
    """Gives the id of an account that no other test has."""
    return lambda: str(next(_numbers))
