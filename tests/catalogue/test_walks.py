"""Anything in any order, on the local EC2; `make prove` walks farther."""

import pytest

from tests.catalogue.walk import walked


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_owners_do_nothing_foreign_is_touched_and_all_comes_to_rest(seed: int) -> None:
    wrong, done = walked(seed, steps=20)

    assert wrong == [], done
