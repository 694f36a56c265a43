import os
import subprocess
import sys

import pytest

from tests.peerctl.command import ROOT, peerctl


@pytest.mark.parametrize(
    "command", [(), ("approvals",), ("approvals", "check"), ("approvals", "diff")]
)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    ended = peerctl(*command, "--help")

    assert ended.code == 0
    assert "Usage: peerctl" in ended.out
    assert "\x1b[" not in ended.out


def test_a_wrong_command_is_one_sentence() -> None:
    ended = peerctl("approvals", "chek")

    assert ended.code == 2
    assert "Did you mean 'check'" in ended.sentence


def test_a_wrong_format_is_one_sentence() -> None:
    ended = peerctl("approvals", "check", "-o", "xml")

    assert ended.code == 2
    assert "'xml' is not one of" in ended.sentence


def test_the_schema_is_the_published_one() -> None:
    published = (ROOT / "docs/schemas/approvals.schema.json").read_text()

    assert peerctl("approvals", "schema").out == published


def test_a_closed_pipe_ends_the_command_quietly() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, str(ROOT / "peerctl"), "approvals", "schema"]

    ended = subprocess.run(  # noqa: S603 # our own command
        command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)

    assert ended.returncode == 141
    assert ended.stderr == ""


def test_it_runs_as_a_module_too() -> None:
    command = [sys.executable, "-m", "peerctl", "approvals", "check"]

    ended = subprocess.run(  # noqa: S603 # our own command
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0
    assert "no mistakes" in ended.stdout
