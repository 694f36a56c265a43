import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from peering.core.model import Status
from tests.core.examples import PCX, observed
from tests.peerctl.command import APPROVALS, ROOT, observation, save, write

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def on_terminal(columns: int, *arguments: str, **env: str) -> str:
    """What the command shows on a terminal that is so wide, control sequences included."""
    ours, theirs = os.openpty()
    # pytest-xdist sets COLUMNS, which would outdo the terminal's own width.
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(  # noqa: S603 # our own command
        [sys.executable, str(ROOT / "peerctl"), *arguments],
        cwd=ROOT,
        env={**kept, "TERM": "xterm-256color", **env},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ):
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


@pytest.fixture
def asked(tmp_path: Path) -> tuple[str, ...]:
    file = save(observation(observed(status=Status.PENDING_ACCEPTANCE)), tmp_path)
    approvals = write(tmp_path, "approvals.yaml", APPROVALS)
    return "status", "--observation", file, "--approvals", approvals


def test_a_wide_terminal_gets_columns(asked: tuple[str, ...]) -> None:
    shown = on_terminal(200, *asked)

    heading, row, *_ = _COLOUR.sub("", shown).splitlines()
    assert heading.split()[:2] == ["CONNECTION", "STATUS"]
    assert heading.index("STATUS") == row.index("pending-acceptance")
    assert "\x1b[1m" in shown


def test_a_narrow_terminal_gets_a_block_for_each_row(asked: tuple[str, ...]) -> None:
    lines = _COLOUR.sub("", on_terminal(60, *asked)).splitlines()

    assert f"CONNECTION  {PCX}" in map(str.rstrip, lines)
    assert "STATUS      pending-acceptance" in map(str.rstrip, lines)
    assert all(len(line) <= 60 for line in lines)


@pytest.mark.parametrize(
    "command",
    [
        ("status", "--observation", "o", "--approvals", "a"),
        ("status", PCX, "--observation", "o", "--approvals", "a"),
        ("plan", PCX, "--observation", "o", "--approvals", "a"),
        ("explain", PCX, "--observation", "o", "--approvals", "a"),
        ("approvals", "check", "a"),
        ("approvals", "test"),
        ("approvals", "diff", "a", "a", "--observation", "o"),
        ("approve", "--help"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_whatever_is_shown_fits_into_60_columns(tmp_path: Path, command: tuple[str, ...]) -> None:
    files = {
        "o": save(observation(observed(status=Status.PENDING_ACCEPTANCE)), tmp_path),
        "a": write(tmp_path, "approvals.yaml", APPROVALS),
    }

    lines = _COLOUR.sub("", on_terminal(60, *(files.get(w, w) for w in command))).splitlines()

    assert lines
    assert [line for line in lines if len(line) > 60] == []


def test_no_color_is_heeded(asked: tuple[str, ...]) -> None:
    coloured = re.compile(r"\x1b\[[0-9;]*[349][0-7]m")

    assert not coloured.search(on_terminal(80, *asked, NO_COLOR="1"))
    assert not coloured.search(on_terminal(80, "approvals", "--help", NO_COLOR="1"))
