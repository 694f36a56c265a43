"""One connection's way through every function, by its log lines."""

import json
import re
from collections import Counter

import pytest

from demo.places import DATA, EAST, SHARED, WEST
from demo.story import Theatre
from demo.trace import FUNCTIONS, Line, trace
from tests.stacks.templates import ROOT

pytestmark = pytest.mark.deployed


def told(lines: list[Line]) -> Counter[tuple[object, ...]]:
    """What the lines say, whichever connection they are about."""
    return Counter(
        (line["service"], line["message"], line.get("verb", line.get("type"))) for line in lines
    )


def test_one_connection_and_one_correlation_id_lead_from_the_request_to_the_message(
    theatre: Theatre,
) -> None:
    network = theatre.network
    asks = network.vpc(DATA, EAST, "10.20.160.0/20")
    asked = network.vpc(SHARED, WEST, "10.42.160.0/20", peering="open")
    connection_id = network.request(asks, asked)
    letter = theatre.message("Peering Routed", connection_id)
    theatre.settle()

    lines = trace(theatre, connection_id)

    assert {line["service"] for line in lines} == set(FUNCTIONS)
    assert {line["correlation_id"] for line in lines} == {letter.body["correlation_id"]}
    page = (ROOT / "docs/operations.md").read_text()
    shown = [json.loads(line) for line in re.findall(r'^\{"message".*\}$', page, re.MULTILINE)]
    assert told(shown) == told(lines)
