from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.peerctl.command import peerctl

NOWHERE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "us-east-1"}
SOMEBODY = {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.mark.parametrize(
    ("env", "options", "code", "said"),
    [
        (NOWHERE, (), 6, "Unable to locate credentials: log in"),
        (NOWHERE | SOMEBODY, ("--profile", "nobody"), 6, "nobody"),
        (SOMEBODY, (), 2, "No Region is set"),
        (NOWHERE | SOMEBODY, (), 9, "AWS can't be reached"),
    ],
)
@pytest.mark.parametrize("verb", ["status", "plan", "history", "explain"])
def test_each_way_of_not_getting_in_has_its_own_code(
    verb: str, env: Mapping[str, str], options: tuple[str, ...], code: int, said: str
) -> None:
    ended = peerctl(verb, "pcx-0123456789abcdef0", *options, env=env)

    assert ended.code == code
    assert said in ended.sentence


def test_a_broken_approvals_file_is_told_before_anybody_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("version: 2\n")

    ended = peerctl("status", "--approvals", str(file))

    assert ended.code == 3
    assert "a.yaml:1:10 version: expected 1" in ended.err
