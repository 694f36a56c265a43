"""`python -m peerctl`, and what `.venv/bin/peerctl` runs."""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
# Run as a folder, Python puts that folder itself first, where its modules would hide others'.
sys.path[:1] = [str(_ROOT), str(_ROOT / "layers" / "peering")]

from peerctl.cli import main  # noqa: E402 # the path has to be set first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
