"""An estate for each test."""

from collections.abc import Iterator

import pytest

from tests.catalogue.estate import Estate
from tests.catalogue.estate import estate as built


@pytest.fixture
def estate() -> Iterator[Estate]:
    with built() as made:
        yield made
