"""A function as `sam build` built it, run by Lambda's own runtime interface without a container.

The emulator (AWS's own, which ships in aws-sam-cli) takes an event over HTTP and gives it to
awslambdaric, the client that Lambda's Python runtime is. Code and layers lie on Python's path as
they do in Lambda, and nothing else does.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from localcloud.deploy import architecture
from localcloud.errors import LocalCloudError
from localcloud.processes import answers, free_port, tail, until

# https://docs.aws.amazon.com/lambda/latest/dg/images-test.html
_PATH = "2015-03-31/functions/function/invocations"
_CLIENT = ("awslambdaric", "runtime_client", "snapshot_restore_py", "simplejson")
_STARTED_WITHIN_SECONDS = 10.0


def missing() -> str:
    """Say what is not there that the emulator needs; nothing if all is."""
    if platform.system() != "Linux":
        return "Lambda's runtime interface emulator runs on Linux only"
    if find_spec("awslambdaric") is None:
        return "awslambdaric is not installed: run `make setup`"
    return ""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A function that waits for events; `emulator` is the process of which it is a child."""

    url: str
    log: Path
    emulator: int

    def invoke(self, event: object) -> Any:  # noqa: ANN401 - what the function answers
        """The function's answer, or the error that Lambda would report, as parsed JSON."""
        body = json.dumps(event).encode()
        with urllib.request.urlopen(f"{self.url}/{_PATH}", body, timeout=60) as answer:  # noqa: S310 - loopback http
            return json.loads(answer.read())


def unpacked(built: Path, layers: tuple[str, ...], into: Path) -> Path:
    """Lay built layers over each other, as Lambda does in /opt; the folder."""
    for layer in layers:
        shutil.copytree(built / layer, into, dirs_exist_ok=True)
    return into


@contextmanager
def running(
    function: Path, opt: Path, handler: str, environment: Mapping[str, str], log: Path
) -> Iterator[Runtime]:
    """Run a function's folder on unpacked layers for as long as the `with` lasts.

    It gets *environment* and nothing of ours. Raises LocalCloudError if it does not start.
    """
    url, api = (f"127.0.0.1:{free_port()}" for _ in range(2))
    client = _client(log.with_suffix(".runtime"))
    with log.open("wb") as output:
        emulator = subprocess.Popen(  # noqa: S603 - SAM's emulator, this Python
            [
                _emulator(),
                *("--runtime-interface-emulator-address", url, "--runtime-api-address", api),
                *(str(getattr(sys, "_base_executable", sys.executable)), "-m", "awslambdaric"),
                handler,
            ],
            cwd=function,
            env={
                **environment,
                "PATH": os.environ["PATH"],
                "PYTHONPATH": f"{opt / 'python'}:{client}",
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        if not until(lambda: answers(f"http://{url}/"), _STARTED_WITHIN_SECONDS, pause=0.002):
            raise LocalCloudError(f"the runtime of {function} did not start:\n{tail(log)}")
        yield Runtime(f"http://{url}", log, emulator.pid)
    finally:
        _end(emulator)


def _emulator() -> str:
    """AWS's emulator, for this processor."""
    spec = find_spec("samcli")
    if spec is None or spec.origin is None:
        raise LocalCloudError("aws-sam-cli is not installed: run `make setup`")
    folder = Path(spec.origin).parent / "local" / "rapid"
    found = folder / f"aws-lambda-rie-{architecture()}"
    if not os.access(found, os.X_OK):
        found.chmod(0o755)
    return str(found)


def _end(emulator: subprocess.Popen[bytes]) -> None:
    """End the emulator, which takes the function with it if it is asked to end."""
    emulator.terminate()
    try:
        emulator.wait(timeout=5)
    except subprocess.TimeoutExpired:
        emulator.kill()
        emulator.wait()


def _client(folder: Path) -> Path:
    """A folder with the runtime interface client alone, which is the same for every function."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _CLIENT:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        source = origin.parent if origin.stem == "__init__" else origin
        if not (folder / source.name).exists():
            (folder / source.name).symlink_to(source)
    return folder
