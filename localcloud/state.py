"""What is written down about a running local cloud, so that another process can find it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from localcloud.errors import LocalCloudError

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "localcloud"


@dataclass(frozen=True, slots=True)
class Running:
    """A running local cloud: where its two servers listen and which processes they are."""

    port: int
    pid: int
    ec2_port: int
    ec2_pid: int
    folder: Path

    @property
    def endpoint(self) -> str:
        """What goes into AWS_ENDPOINT_URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def ec2_endpoint(self) -> str:
        """Where EC2's own server listens, its clock and settings included."""
        return f"http://127.0.0.1:{self.ec2_port}"


def state_file(folder: Path) -> Path:
    """The file that tells of a local cloud kept in that folder."""
    return folder / "state.json"


def read_state(folder: Path) -> Running | None:
    """The local cloud that the folder tells of, whether or not it still runs."""
    try:
        told = json.loads(state_file(folder).read_text())
        numbers = {name: int(told[name]) for name in ("port", "pid", "ec2_port", "ec2_pid")}
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError) as mistake:
        raise LocalCloudError(f"{state_file(folder)} is damaged: delete it ({mistake})") from None
    return Running(**numbers, folder=folder)


def write_state(running: Running) -> None:
    """Keep the state in the folder; the write is whole or not at all."""
    told = {**asdict(running), "folder": str(running.folder)}
    draft = state_file(running.folder).with_suffix(".draft")
    draft.write_text(json.dumps(told, indent=2) + "\n")
    draft.replace(state_file(running.folder))
