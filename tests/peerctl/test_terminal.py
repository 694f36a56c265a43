import fcntl
import os
import re
import struct
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest

from peerctl.cli import main
from peering.core.model import Status
from tests.core.examples import PCX, observed
from tests.peerctl.command import APPROVALS, observation, save, write

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def on_terminal(columns: int, *arguments: str, **env: str) -> str:
    """What the command shows on a terminal that is so wide, control sequences included."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    shown: list[bytes] = []
    reading = Thread(target=lambda: shown.extend(iter(partial(_read, ours), b"")))
    reading.start()
    # pytest-xdist sets COLUMNS, which would outdo the terminal's own width.
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    surroundings = {**kept, "TERM": "xterm-256color", **env}
    with patch.dict(os.environ, surroundings, clear=True), standard_streams(theirs):
        main(arguments)
    reading.join()
    os.close(ours)
    return b"".join(shown).decode().replace("\r\n", "\n")


@contextmanager
def standard_streams(terminal: int) -> Iterator[None]:
    """Lead all three to the terminal, and close it afterwards."""
    before = [os.dup(stream) for stream in range(3)]
    for stream in range(3):
        os.dup2(terminal, stream)
    os.close(terminal)
    try:
        with (
            open(0, closefd=False) as stdin,
            open(1, "w", closefd=False) as stdout,
            open(2, "w", closefd=False) as stderr,
            patch.multiple(sys, stdin=stdin, stdout=stdout, stderr=stderr),
        ):
            yield
    finally:
        for stream, was in enumerate(before):
            os.dup2(was, stream)
            os.close(was)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


@pytest.mark.parametrize("columns", [80, 120])
def test_a_usual_terminal_gets_columns_too(columns: int, asked: tuple[str, ...]) -> None:
    heading, *lines = _COLOUR.sub("", on_terminal(columns, *asked)).splitlines()

    assert " ".join(heading.split()) == "CONNECTION REQUESTER, ACCEPTER ROUTES OUT OF ORDER"
    assert [line[: heading.index("REQUESTER")].strip() for line in lines[:3]] == [
        PCX,
        "pending-acceptance",
        "data",
    ]
    at = slice(heading.index("REQUESTER"), heading.index("ROUTES"))
    shown = [line[at].strip() for line in lines]
    assert shown[:2] == ["111122223333/us-east-1", "vpc-0aaaaaaaaaaaaaaaa"]
    assert all(len(line) <= columns for line in lines)


def test_health_has_its_colour(asked: tuple[str, ...]) -> None:
    """Something is to be done: yellow, which a pipe never sees."""
    assert "\x1b[33mpending-acceptance" in on_terminal(120, *asked)


class _Slow(BaseHTTPRequestHandler):
    """An AWS that takes its time, and lets nobody in."""

    def do_POST(self) -> None:  # as the standard library calls it
        time.sleep(0.5)
        self.send_response(403)
        self.end_headers()
        self.wfile.write(
            b"<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>"
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # likewise
        """Say nothing."""


@pytest.fixture
def slow() -> Iterator[Mapping[str, str]]:
    """What leads a command to an AWS that is slow."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Slow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1",
        }
        server.shutdown()


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("status", PCX),
        ("plan", PCX),
        ("history", PCX),
        ("explain", "--from", "vpc-0aaaaaaaa", "--to", "vpc-0bbbbbbbb"),
    ],
)
def test_whoever_waits_for_aws_sees_it(slow: Mapping[str, str], arguments: tuple[str, ...]) -> None:
    shown = _COLOUR.sub("", on_terminal(100, *arguments, **slow))

    assert "asking the hub 0:00:0" in shown
    assert "AWS does not take the credentials" in shown


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

    assert f"CONNECTION    {PCX}" in map(str.rstrip, lines)
    assert "STATUS        pending-acceptance" in map(str.rstrip, lines)
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
