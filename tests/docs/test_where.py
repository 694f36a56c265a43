"""Each command of the documents is executed by a test, or has its reason why not."""

import pytest

from tests.docs.shell import command_lines, in_the_text
from tests.docs.where import LIFECYCLE, NOT_HERE, elsewhere, in_lifecycle, reason

SHOWN = [*command_lines(), *in_the_text()]


def test_what_is_neither_excused_nor_the_lifecycles_the_theatre_can_execute() -> None:
    """tests/deployed/test_commands.py knows these two programs."""
    assert {line.program for line in elsewhere()} == {"aws", "peerctl"}


def test_no_command_is_both_executed_and_excused() -> None:
    assert [str(line) for line in SHOWN if in_lifecycle(line) and reason(line)] == []


@pytest.mark.parametrize("begins", [*LIFECYCLE, *NOT_HERE])
def test_what_is_listed_is_shown(begins: str) -> None:
    assert any(line.text.startswith(begins) for line in SHOWN)


def test_what_a_reader_would_do_in_a_sentence_is_listed_too() -> None:
    in_sentences = [line.text for line in in_the_text()]
    assert "sam deploy --config-env local" in in_sentences
    assert any(text.startswith("aws dynamodb update-table") for text in in_sentences)
