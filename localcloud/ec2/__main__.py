"""Run EC2 with its rules: `python -m localcloud.ec2 --host 127.0.0.1 --port 5001`."""

import argparse
import signal
import sys
import threading

from localcloud.ec2 import server
from localcloud.ec2.clock import Clock
from localcloud.ec2.install import installed
from localcloud.ec2.settings import Settings
from localcloud.ec2.world import World
from localcloud.garbage import collect_seldom


def main(arguments: list[str]) -> int:
    """Serve until interrupted or terminated; 1 if the port can't be had."""
    parser = argparse.ArgumentParser(prog="python -m localcloud.ec2", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    told = parser.parse_args(arguments)
    collect_seldom()
    world = World(Settings(), Clock())
    with installed(world):
        try:
            serving = server.make(world, told.host, told.port)
        except OSError as error:
            sys.stderr.write(f"EC2 cannot listen on {told.host}:{told.port}: {error.strerror}.\n")
            return 1
        for number in (signal.SIGINT, signal.SIGTERM):
            # shutdown() waits for the loop that this handler interrupts, hence the thread.
            signal.signal(number, lambda *_: threading.Thread(target=serving.shutdown).start())
        sys.stdout.write(f"EC2 listens on http://{told.host}:{serving.port}\n")
        sys.stdout.flush()
        serving.serve_forever()
        serving.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
