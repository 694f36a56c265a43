"""Routes are written as fast as EC2's rates let them, and nothing fails of it."""

from collections.abc import Callable
from functools import partial

import pytest

from bench.rates.measurement import Played, many_connections, many_routes
from bench.rates.surveys import many_surveys


@pytest.mark.parametrize("play", [partial(many_routes, tables=60), partial(many_connections, 40)])
def test_ec2s_buckets_alone_set_the_pace(play: Callable[[], Played]) -> None:
    scene = play()

    assert scene.took.total_seconds() < 1.3 * scene.bound  # the fewer, the more a pause weighs
    assert scene.hub.failed == 0


def test_nobody_is_refused_who_is_alone() -> None:
    assert many_routes(tables=60).hub.network.refused == 0


def test_a_sweep_is_over_long_before_the_next_and_nothing_is_refused() -> None:
    swept = many_surveys(100)
    assert swept.surveyed == 100
    assert swept.took.total_seconds() < 0.1 * 5 * 60  # a tenth of the scopes, the shortest period
    assert (swept.hub.network.refused, swept.hub.failed) == (0, 0)
