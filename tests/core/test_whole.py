"""What is announced, shown, queued and said is exactly this: read whole.json as a person would."""

import json

import pytest

from tests.core.whole import WHOLE, whole

KEPT = json.loads(WHOLE.read_text())


@pytest.mark.parametrize("name", KEPT)
def test_a_value_is_what_it_was_to_the_word(name: str) -> None:
    assert whole()[name] == KEPT[name]


def test_every_value_is_kept() -> None:
    assert whole().keys() == KEPT.keys()
