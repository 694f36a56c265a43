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

from demo.estate import estate
from peerctl.observation import written

_ROOT = Path(__file__).parents[1]
_FOLDER = _ROOT / "docs" / "screenshots"
_COLUMNS, _LINES = 118, 60
_BROWSER = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--window-size=1600,1000"),
)


def main() -> None:
    """Take each command's picture anew."""
    _FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        small, large = estate(vpcs=40, connections=8), estate(vpcs=200, connections=180)
        for name, seen in (("small", small), ("large", large)):
            (folder / f"{name}.yaml").write_text(seen.approvals)
            (folder / f"{name}.json").write_text(written(seen.observation))
        conflict = small.in_state("conflict")
        _terminal(folder, "status", "small")
        _terminal(folder, "explain", "small", conflict)
        _peerctl(folder, "map", "large", "--save", "map.html")
        _page(folder)


def _peerctl(folder: Path, verb: str, network: str, *more: str) -> None:
    subprocess.run(  # noqa: S603 - our own command
        _command(verb, network, *more), cwd=folder, check=True
    )


def _command(verb: str, network: str, *more: str) -> list[str]:
    files = ("--observation", f"{network}.json", "--approvals", f"{network}.yaml")
    return [sys.executable, str(_ROOT / "peerctl"), verb, *more, *files]


def _terminal(folder: Path, verb: str, network: str, *more: str) -> None:
    """Run a command on a terminal of its own, and draw what stands on it."""
    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
    running = subprocess.Popen(  # noqa: S603 - our own command
        _command(verb, network, *more), cwd=folder, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    shown = b"".join(iter(lambda: _read(screen), b"")).decode()
    running.wait()
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=_COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(shown.replace("\r", "")))
        title = " ".join(("peerctl", verb, *more))
        console.save_svg(str(_FOLDER / f"{verb}.svg"), title=title, unique_id=verb)


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # the terminal's other end is closed
        return b""


def _page(folder: Path) -> None:
    picture, page = _FOLDER / "map.png", (folder / "map.html").as_uri()
    subprocess.run(  # noqa: S603 - Debian's browser
        [*_BROWSER, f"--user-data-dir={folder}/profile", f"--screenshot={picture}", page],
        check=True,
    )


if __name__ == "__main__":
    main()
