import json
from dataclasses import asdict
from pathlib import Path

import pytest

from peering.intake.announcements import announcement_in
from peering.intake.malformed import MalformedError
from tests.intake.examples import bodies, body, files


@pytest.mark.parametrize("path", files("notify"), ids=lambda path: path.stem)
def test_an_announcement_is_read_back_as_it_was_put(path: Path) -> None:
    for said in bodies(path):
        read = announcement_in(said)
        assert json.loads(json.dumps(asdict(read))) == json.loads(said)["detail"]


def test_a_field_that_a_later_version_adds_does_no_harm() -> None:
    said = json.loads(body("notify/routed"))
    read = announcement_in(json.dumps(said))
    said["detail"]["weather"] = "fine"
    assert announcement_in(json.dumps(said)) == read


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"source": "aws.ec2"}, "$.detail-type:"),
        ({"detail-type": "Peering Imagined"}, "$.detail-type:"),
        ({"detail-type": "Peering Held"}, "$.detail."),
        ({"detail": {}}, "$.detail."),
        ({"detail": None}, "$.detail:"),
        ({"account": 777788889999}, "$.account:"),
    ],
)
def test_what_is_no_announcement_of_ours_is_refused(changed: dict[str, object], where: str) -> None:
    said = json.loads(body("notify/routed")) | changed
    with pytest.raises(MalformedError) as refused:
        announcement_in(json.dumps(said))
    assert str(refused.value).startswith(where)


@pytest.mark.parametrize(
    "told", ["soon", "2\u03686-11-27T08:15:30+00:00", "0001-01-01T00:00+23:00"]
)
def test_a_time_that_is_none_is_refused(told: str) -> None:
    said = json.loads(body("notify/held"))
    said["detail"]["expires_at"] = told
    with pytest.raises(MalformedError, match=r"^\$\.detail\.expires_at: expected a time"):
        announcement_in(json.dumps(said))
