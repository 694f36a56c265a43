"""Runs the gateway until it is told to stop; `localcloud.cloud` starts it with its settings."""

from ministack import app

from localcloud.calls import CallLog
from localcloud.gateway.control import Control
from localcloud.gateway.hooks import install
from localcloud.gateway.settings import from_environment
from localcloud.gateway.trail import Trail


def main() -> None:
    """Serve on the port and address that ministack's own environment variables name."""
    trail, log = Trail(), CallLog()
    install(from_environment(), trail, log)
    app.app = Control(app.app, trail, log)
    app.main()


if __name__ == "__main__":
    main()
