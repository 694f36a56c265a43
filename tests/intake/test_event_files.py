from pathlib import Path

import pytest

from peering.core.announcements import TYPES
from peering.intake.announcements import announcement_in
from peering.intake.events import Ignored, MalformedError
from tests.intake.examples import EVENTS, READERS, Read, bodies, files

DELIVERED = [(folder, path) for folder in READERS for path in files(folder)]


def read_or_refused(folder: str, body: str) -> Read | MalformedError:
    try:
        return READERS[folder](body)
    except MalformedError as error:
        return error


@pytest.mark.parametrize(
    ("folder", "path"), DELIVERED, ids=[f"{folder}/{path.stem}" for folder, path in DELIVERED]
)
def test_what_a_function_is_sent_is_understood(folder: str, path: Path) -> None:
    refused = [
        found
        for found in (read_or_refused(folder, body) for body in bodies(path))
        if isinstance(found, Ignored | MalformedError)
    ]
    assert len(refused) == ("one-malformed" in path.stem)


@pytest.mark.parametrize("path", files("foreign"), ids=lambda path: path.stem)
@pytest.mark.parametrize("folder", READERS)
def test_what_is_not_for_us_is_refused_politely(folder: str, path: Path) -> None:
    [body] = bodies(path)
    assert isinstance(read_or_refused(folder, body), Ignored | MalformedError)


@pytest.mark.parametrize("path", files("foreign"), ids=lambda path: path.stem)
def test_only_what_cannot_be_understood_is_kept_for_a_person(path: Path) -> None:
    [body] = bodies(path)
    refusal = read_or_refused("accept", body)
    assert isinstance(refusal, MalformedError) == path.stem.startswith("malformed-")


def test_every_announcement_has_a_payload() -> None:
    announced = {announcement_in(body).type for path in files("notify") for body in bodies(path)}
    assert announced == {announcement.type for announcement in TYPES}


def test_every_event_file_is_tried() -> None:
    tried = {path for _, path in DELIVERED} | {*files("foreign"), *files("sweep"), *files("decide")}
    assert tried == set(EVENTS.rglob("*.json"))
