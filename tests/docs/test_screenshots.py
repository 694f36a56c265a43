from pathlib import Path

import pytest

from demo.screenshots import SCREENSHOTS, terminals


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the pictures that would be taken today."""
    folder = tmp_path_factory.mktemp("screenshots")
    terminals(folder)
    return folder


@pytest.mark.parametrize("name", ["status.svg", "explain.svg"])
def test_a_screenshot_shows_what_the_command_says_today(taken: Path, name: str) -> None:
    assert (SCREENSHOTS / name).read_text() == (taken / name).read_text()
