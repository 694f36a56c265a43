"""Make the pictures in docs/peerctl.md: `make screenshots`, with Debian's chromium."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

from demo.estate import Estate, estate
from peerctl.observation import written

_ROOT = Path(__file__).parents[1]
SCREENSHOTS = _ROOT / "docs" / "screenshots"
_OBSERVATION, _APPROVALS = "observation.json", "approvals.yaml"
_COLUMNS, _LINES = 118, 60
_ENVIRONMENT = {"PATH": os.defpath, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
_BROWSER = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--window-size=1600,1000"),
)


def main() -> None:
    """Take each command's picture anew."""
    terminals(SCREENSHOTS)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _save(estate(vpcs=200, connections=180), folder)
        subprocess.run([*_command("map"), "--all", "--save", "map.html"], cwd=folder, check=True)  # noqa: S603 - our own
        _page(folder)


def terminals(into: Path) -> None:
    """Take the pictures of those commands that write on a terminal."""
    with tempfile.TemporaryDirectory() as made:
        folder, small = Path(made), estate(vpcs=40, connections=8)
        _save(small, folder)
        _terminal(folder, into / "status.svg", "status")
        _terminal(folder, into / "explain.svg", "explain", small.in_state("conflict"))


def _save(seen: Estate, folder: Path) -> None:
    (folder / _APPROVALS).write_text(seen.approvals)
    (folder / _OBSERVATION).write_text(written(seen.observation))


def _command(verb: str, *more: str) -> list[str]:
    files = ("--observation", _OBSERVATION, "--approvals", _APPROVALS)
    return [sys.executable, str(_ROOT / "peerctl"), verb, *more, *files]


def _terminal(folder: Path, picture: Path, verb: str, *more: str) -> None:
    """Run a command on a terminal of its own, and draw what stands on it."""
    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
    running = subprocess.Popen(  # noqa: S603 - our own command
        _command(verb, *more), cwd=folder, env=_ENVIRONMENT, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    shown = b"".join(iter(lambda: _read(screen), b"")).decode()
    running.wait()
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=_COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(shown.replace("\r", "")))
        title = " ".join(("peerctl", verb, *more))
        console.save_svg(str(picture), title=title, unique_id=verb)


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # the terminal's other end is closed
        return b""


def _page(folder: Path) -> None:
    picture, page = SCREENSHOTS / "map.png", (folder / "map.html").as_uri()
    subprocess.run(  # noqa: S603 - Debian's browser
        [*_BROWSER, f"--user-data-dir={folder}/profile", f"--screenshot={picture}", page],
        check=True,
    )


if __name__ == "__main__":
    main()
