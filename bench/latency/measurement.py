"""A hundred connections one by one through the deployed stacks, from request to message."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median, quantiles

from bench.built import built
from bench.figures import Figure, Line, Measured, Measurement, Plot
from bench.latency.tap import Tap
from bench.latency.timeline import HOPS, Timeline
from demo.inbox import Inbox
from demo.network import Network
from demo.places import DATA, EAST, SHARED, WEST
from demo.stage import CLOUD, STAGE, deploy_hub, deploy_members
from demo.story import Theatre
from localcloud import LocalCloud

_CONNECTIONS = 100
_WARM_UPS = 3
_MOST_MILLISECONDS = 1000


def measure() -> Measured:
    """Deploy, warm up, and let the connections follow each other, each when the last is told of."""
    with LocalCloud.start(CLOUD) as cloud:
        hub = deploy_hub(cloud, built())
        deploy_members(cloud, STAGE, hub)
        inbox = Inbox.subscribed(cloud, hub["TopicArn"])
        theatre, tap = Theatre(cloud, Network(cloud), hub, inbox), Tap.on(cloud, hub["BusArn"])
        timelines = [_played(theatre, tap, n) for n in range(_WARM_UPS + _CONNECTIONS)][_WARM_UPS:]
    return Measured(tuple(_figures(timelines)), (_hops(timelines), _spread(timelines)))


def _played(theatre: Theatre, tap: Tap, number: int) -> Timeline:
    network, cloud = theatre.network, theatre.cloud
    asks = network.vpc(DATA, EAST, f"10.20.{number}.0/24")
    asked = network.vpc(SHARED, WEST, f"10.40.{number}.0/24", peering="open")
    mark, _ = cloud.mark(), tap.delivered()
    connection_id = network.request(asks, asked)
    letter = theatre.message("Peering Routed", connection_id)
    age = time.monotonic() - letter.received_at
    received = datetime.fromtimestamp(time.time() - age, UTC)
    return Timeline.read(cloud.calls(mark), tap.delivered(), received)


def _figures(timelines: Sequence[Timeline]) -> Iterator[Figure]:
    routed = [timeline.routed for timeline in timelines]
    told = [timeline.told for timeline in timelines]
    yield Figure(
        "From request to both sides routed: median",
        median(routed),
        "ms",
        goal=_MOST_MILLISECONDS,
        note=f"{len(timelines)} connections, two route tables a side, all functions warm.",
    )
    for percent in (95, 99):
        yield Figure(f"The same: p{percent}", _percentile(routed, percent), "ms")
    for percent in (50, 95, 99):
        yield Figure(f"From request to message: p{percent}", _percentile(told, percent), "ms")
    for hop in HOPS:
        times = [getattr(timeline, hop) for timeline in timelines]
        for percent in (50, 95, 99):
            yield Figure(
                f"Of that {hop.replace('_', ' ')}: p{percent}", _percentile(times, percent), "ms"
            )


def _percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _hops(timelines: Sequence[Timeline]) -> Plot:
    return Plot(
        name="latency-hops",
        title="Where the time goes, from request to message",
        x="hop",
        y="milliseconds",
        lines=tuple(
            Line(
                f"this program, p{percent}",
                tuple(
                    (
                        hop.replace("_", "\n"),
                        _percentile([getattr(one, hop) for one in timelines], percent),
                    )
                    for hop in HOPS
                ),
            )
            for percent in (50, 95, 99)
        ),
    )


def _spread(timelines: Sequence[Timeline]) -> Plot:
    ordered = sorted(timeline.routed for timeline in timelines)
    share = 100 / len(ordered)
    return Plot(
        name="latency-routed",
        title="From request to both sides routed",
        x="percent of the connections",
        y="milliseconds, at most",
        lines=(Line("routed", tuple((n * share, ms) for n, ms in enumerate(ordered, 1))),),
        goal=Line("goal of the median", ((0, _MOST_MILLISECONDS), (100, _MOST_MILLISECONDS))),
    )


LATENCY = Measurement(
    name="latency",
    question="How long from a request to both sides routed, and where does the time go?",
    run=measure,
)
