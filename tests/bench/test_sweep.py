"""What a sweep costs is EC2's pages, and work that grows as the connections do."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from bench.sweep.filled import SPOKES
from bench.sweep.live import live
from bench.sweep.own_process import surveyed
from peering.core.triage import Triager
from peering.ports import Survey
from tests.core.examples import rule
from tests.usecases.program import Program, approving
from tests.world import ACCEPTER, HOME, World
from tests.world.ec2 import scope


@contextmanager
def judging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count the functions that a triage calls."""
    called: Counter[str] = Counter()
    sort = Triager.sort

    def counted(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called[frame.f_code.co_qualname] += 1

    def listened(*told: object) -> object:
        sys.setprofile(counted)
        try:
            return sort(*told)  # type: ignore[arg-type]  # as it was called
        finally:
            sys.setprofile(None)

    with monkeypatch.context() as patched:
        patched.setattr(Triager, "sort", listened)
        yield called


def calls_to_judge(connections: int, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    world = World()
    program = Program(world, approving(rule()))
    theirs = world.vpc("172.16.0.0/16", account=ACCEPTER)
    for number in range(connections):
        world.accept(world.request(world.vpc(f"10.10.{number}.0/24"), theirs))
    with judging(monkeypatch) as called:
        program.survey(Survey(scope("111122223333", HOME)))
    return called


def test_judging_grows_as_the_connections_do(monkeypatch: pytest.MonkeyPatch) -> None:
    ten, hundred = (calls_to_judge(n, monkeypatch) for n in (10, 100))

    assert hundred.total() > 1_000
    steep = {name: n for name, n in hundred.items() if n > 10 * ten[name]}
    assert steep == {}


def test_a_survey_asks_for_ec2s_pages_and_queues_what_is_out_of_order(tmp_path: Path) -> None:
    with live(60) as here:
        pages, seen = here.record(SPOKES, tmp_path / "pages")
        lacking = here.filled.lacking[SPOKES]
        took = surveyed(pages, SPOKES)

    assert sum(seen.asked.values()) == pages.needed() == 4
    assert seen.queued == took.queued == lacking
    assert len(lacking) == 1
    assert took.asked["BatchGetItem"] == 1
