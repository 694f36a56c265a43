from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.peerctl.command import peerctl
from tests.peerctl.window import opened
from tests.usecases.program import Program, approving
from tests.world.world import World

NOWHERE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "us-east-1"}
BROKEN = Path(__file__)  # whatever it is, it is no configuration
SOMEBODY = {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.mark.parametrize(
    ("env", "options", "code", "said"),
    [
        (NOWHERE, (), 6, "Unable to locate credentials: log in"),
        (NOWHERE | SOMEBODY, ("--profile", "nobody"), 6, "nobody"),
        (SOMEBODY, (), 2, "No Region is set"),
        (NOWHERE | SOMEBODY, (), 9, "check the network"),
    ],
)
@pytest.mark.parametrize("verb", ["status", "plan", "history", "explain"])
def test_each_way_of_not_getting_in_has_its_own_code(
    verb: str, env: Mapping[str, str], options: tuple[str, ...], code: int, said: str
) -> None:
    ended = peerctl(verb, "pcx-0123456789abcdef0", *options, env=env)

    assert ended.code == code
    assert said in ended.sentence


@pytest.mark.parametrize(
    ("env", "code", "said"),
    [
        (NOWHERE | SOMEBODY | {"AWS_ENDPOINT_URL": "foo"}, 2, "AWS_ENDPOINT_URL is no URL"),
        (NOWHERE | SOMEBODY | {"AWS_REGION": "not a region"}, 2, "with --region"),
        (NOWHERE | SOMEBODY | {"AWS_CONFIG_FILE": str(BROKEN)}, 6, "with AWS_CONFIG_FILE"),
    ],
)
@pytest.mark.parametrize("verb", ["status", "apply"])
def test_surroundings_that_lead_nowhere_are_told_with_what_to_do(
    verb: str, env: Mapping[str, str], code: int, said: str
) -> None:
    ended = peerctl(verb, "pcx-0123456789abcdef0", env=env)

    assert ended.code == code
    assert said in ended.sentence


def test_a_broken_approvals_file_is_told_before_anybody_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("version: 2\n")

    ended = peerctl("status", "--approvals", str(file))

    assert ended.code == 3
    assert "a.yaml:1:10 version: expected 1" in ended.err


DENIED = """\
<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: {who} is not
authorized to perform: cloudformation:DescribeStacks on resource: hub</Message></Error>
</ErrorResponse>
""".format(who="arn:aws:iam::444455556666:user/bob").replace("\n", " ")


def test_a_denial_names_the_permission_that_is_missing() -> None:
    with opened(Program(World(), approving())) as window:
        window.stack = (403, DENIED)
        ended = window("apply", "pcx-0123456789abcdef0")

    assert ended.code == 9
    assert ended.sentence.startswith("You may not cloudformation:DescribeStacks: have it allowed")
    assert "user/bob" in ended.sentence


def test_who_may_not_decide_is_told_of_the_policy() -> None:
    with opened(Program(World(), approving())) as window:
        window.answers = [(403, {"Message": "Forbidden"})]
        ended = window("apply", "pcx-0123456789abcdef0")

    assert ended.code == 8
    assert "have the policy" in ended.sentence
