"""What one connection's log lines say, from the event of its request to the last message.

`python -m demo.trace` plays the first story and prints its trace as docs/operations.md shows it.
"""

import json
import sys
from collections.abc import Iterator, Mapping

from demo.inbox import Inbox
from demo.network import Network
from demo.places import DATA, EAST, HUB, SHARED, WEST
from demo.stage import CLOUD, build, deploy_hub, deploy_members, staged_project
from demo.story import Theatre
from localcloud import LocalCloud

type Line = Mapping[str, object]

FUNCTIONS = ("accept", "route", "notify")
# What Lambda and X-Ray add is in every line, and says nothing of the connection.
_LEFT_OUT = ("level", "location", "xray_trace_id", "function_request_id")
_LAST = ("connection_id", "correlation_id")


def trace(theatre: Theatre, connection_id: str) -> list[Line]:
    """Every function's log lines about the connection, in the order in which they were written."""
    lines = (line for name in FUNCTIONS for line in _logged(theatre.cloud, name))
    ours = (line for line in lines if line.get("connection_id") == connection_id)
    return sorted(ours, key=lambda line: str(line["timestamp"]))


def shown(line: Line) -> str:
    """The line as JSON, with what it says first and what it is about last."""
    kept = {key: value for key, value in line.items() if key not in (*_LEFT_OUT, *_LAST)}
    return json.dumps(kept | {key: line[key] for key in _LAST if key in line})


def _logged(cloud: LocalCloud, function: str) -> Iterator[Line]:
    logs = cloud.client("logs", HUB, EAST)
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/aws/lambda/vpc-peering-hub-{function}"
    )
    for page in pages:
        for event in page["events"]:
            if event["message"].lstrip().startswith("{"):
                yield json.loads(event["message"])


def main() -> int:
    """Play, and print the trace."""
    with LocalCloud.start(CLOUD) as cloud:
        project = staged_project()
        hub = deploy_hub(cloud, build(project))
        deploy_members(cloud, project, hub)
        network, inbox = Network(cloud), Inbox.subscribed(cloud, hub["TopicArn"])
        theatre = Theatre(cloud, network, hub, inbox)
        asks = network.vpc(DATA, EAST, "10.20.0.0/16")
        asked = network.vpc(SHARED, WEST, "10.40.0.0/16", peering="open")
        connection_id = network.request(asks, asked)
        letter = theatre.message("Peering Routed", connection_id)
        theatre.settle()
        for line in trace(theatre, connection_id):
            print(shown(line))  # noqa: T201 - it is what was asked for
        told = {key: letter.body[key] for key in ("type", "mode", "correlation_id")}
        print(json.dumps(told | {"connection": {"id": connection_id}}))  # noqa: T201 - as above
    return 0


if __name__ == "__main__":
    sys.exit(main())
