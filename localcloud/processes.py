"""The local cloud's two server processes: started in the background, found again, ended."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from localcloud.errors import LocalCloudError

HEALTHY_WITHIN_SECONDS = 30.0
GONE_WITHIN_SECONDS = 5.0
TAIL_LINES = 15
# Linux gives outgoing connections those above:
# https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html
_NAMED_PORTS = range(20_000, 32_768)
_TRIES = 50


def free_port() -> int:
    """A loopback port that nothing listens on, of those that a server is given by name only.

    A port of the system's own choice may be an outgoing connection's before the server has it.
    """
    for _ in range(_TRIES):
        port = secrets.choice(_NAMED_PORTS)
        with contextlib.suppress(LocalCloudError):
            check_port(port)
            return port
    raise LocalCloudError(f"no port of {_TRIES} in {_NAMED_PORTS} is free: end what has them")


def check_port(port: int) -> None:
    """Raise LocalCloudError if something listens on that loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise LocalCloudError(f"port {port} is taken: choose another ({taken})") from None


def start(
    module: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path, root: Path
) -> subprocess.Popen[bytes]:
    """Run a Python module in a session of its own, its output in `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, "-m", module, *arguments],
            cwd=root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # Nobody keeps the handle: somebody has to take note of the end, or it stays a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def answers(url: str) -> bool:
    """Whether a server answers there at all, with whatever status."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback http
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def await_health(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the server answers; raise LocalCloudError with its log's end if it does not."""
    healthy = until(lambda: process.poll() is not None or answers(url), HEALTHY_WITHIN_SECONDS)
    if process.poll() is not None or not healthy:
        raise LocalCloudError(f"a server of the local cloud did not start:\n{tail(log)}")


def tail(log: Path) -> str:
    """The last lines of a log file."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])


def is_alive(pid: int) -> bool:
    """Whether a process of that id is running and is one that `start` began.

    A state file may outlive its processes, and their ids may by then be somebody else's.
    """
    return " -m localcloud." in f" {_command(pid)}"


def _command(pid: int) -> str:
    kept = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return kept.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listing = ("ps", "-o", "command=", "-p", str(pid))
    shown = subprocess.run(listing, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words and a number
    return shown.stdout


def end(pid: int) -> None:
    """End a process that `start` began and everything it started, and wait until it is gone.

    Does nothing if no such process runs.
    """
    if not is_alive(pid):
        return
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, how)
        if until(lambda: not is_alive(pid), GONE_WITHIN_SECONDS):
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def until(reached: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Whether it is reached within so many seconds, with that pause between two looks."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if reached():
            return True
        time.sleep(pause)
    return reached()
