"""Brings the two servers up together and takes them down again."""

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from localcloud.errors import LocalCloudError
from localcloud.gateway.settings import Settings
from localcloud.organization import Organization
from localcloud.processes import await_health, check_port, end, free_port, start
from localcloud.state import ROOT, Running, state_file, write_state

KEPT = ("PATH", "HOME", "LANG", "LC_ALL")
NEEDED = {"ministack": "ministack", "moto": "moto", "boto3": "boto3", "flask": "moto[server]"}


def start_servers(folder: Path, port: int | None, organization: Organization) -> Running:
    """Start EC2 and the gateway, and return when both are healthy; raises LocalCloudError."""
    _check_dependencies()
    if port is not None:
        check_port(port)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix="tmp-", dir=folder))
    try:
        return _start(folder, temporary, port or free_port(), organization)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def clear(running: Running) -> None:
    """End the processes and remove what they leave behind; their logs are kept."""
    for pid in (running.pid, running.ec2_pid):
        end(pid)
    state_file(running.folder).unlink(missing_ok=True)
    for left in running.folder.glob("tmp-*"):
        shutil.rmtree(left, ignore_errors=True)


def _start(folder: Path, temporary: Path, port: int, organization: Organization) -> Running:
    ec2_port = free_port()
    settings = Settings(f"http://127.0.0.1:{ec2_port}", organization)
    ec2 = _start_ec2(folder, ec2_port, temporary)
    try:
        await_health(ec2, f"{settings.ec2_endpoint}/local-cloud/health", folder / "ec2.log")
        gateway = _start_gateway(folder, port, temporary, settings)
    except BaseException:
        end(ec2.pid)
        raise
    running = Running(port, gateway.pid, ec2_port, ec2.pid, folder)
    try:
        url = f"{running.endpoint}/local-cloud/health"
        await_health(gateway, url, folder / "gateway.log")
    except BaseException:
        clear(running)
        raise
    write_state(running)
    return running


def _start_ec2(folder: Path, port: int, temporary: Path) -> subprocess.Popen[bytes]:
    arguments = ("--host", "127.0.0.1", "--port", str(port))
    return start("localcloud.ec2", arguments, _environment(temporary), folder / "ec2.log", ROOT)


def _start_gateway(
    folder: Path, port: int, temporary: Path, settings: Settings
) -> subprocess.Popen[bytes]:
    environment = {
        **_environment(temporary),
        **settings.to_environment(),
        "AUTH": "true",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "LAMBDA_EXECUTOR": "local",
        "IOT_MTLS_ENABLED": "0",  # it would listen on every interface
        "S3_DATA_DIR": str(temporary / "s3"),
    }
    return start("localcloud.gateway", (), environment, folder / "gateway.log", ROOT)


def _environment(temporary: Path) -> dict[str, str]:
    """Little, because deployed functions inherit it, and nothing of the caller's AWS settings."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}


def _check_dependencies() -> None:
    missing = sorted(wanted for module, wanted in NEEDED.items() if find_spec(module) is None)
    if missing:
        raise LocalCloudError(f"not installed: {', '.join(missing)}; run `make setup`")
