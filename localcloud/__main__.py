"""`python -m localcloud up|down|status`."""

import argparse
import sys
from pathlib import Path

from localcloud.cloud import LocalCloud
from localcloud.errors import LocalCloudError
from localcloud.startup import clear
from localcloud.state import FOLDER, read_state

ACCOUNT = "111122223333"


def main() -> int:
    """Do what the command line says; 0 if it worked (for `status`: if it runs)."""
    parser = argparse.ArgumentParser(prog="python -m localcloud", description="A local AWS.")
    parser.add_argument("action", choices=["up", "down", "status"])
    parser.add_argument("--port", type=int, help="the endpoint's port (up only; else a free one)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where it is kept")
    asked = parser.parse_args()
    try:
        return _do(str(asked.action), asked.folder.resolve(), asked.port)
    except LocalCloudError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def _do(action: str, folder: Path, port: int | None) -> int:
    match action:
        case "up":
            _describe(LocalCloud.start(folder, port))
        case "down":
            told = read_state(folder)
            if told is not None:
                clear(told)
            _say("The local cloud is down.")
        case _:
            cloud = LocalCloud.find(folder)
            if cloud is None:
                _say("The local cloud is down.")
                return 1
            _describe(cloud)
    return 0


def _describe(cloud: LocalCloud) -> None:
    _say(f"The local cloud is up at {cloud.endpoint} (logs: {cloud.folder}).")
    _say("Any account is there: an access key of 12 digits is the account's root.")
    for name, value in cloud.environment(ACCOUNT, "us-east-1").items():
        _say(f"export {name}={value}")


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
