"""The proofs of the fuzz: spoiled events through the real reception, spoiled approvals files."""

import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch

from aws_lambda_powertools import Logger, Metrics

from peering.core.approvals import Effect
from peering.intake.announcements import announcement_in
from peering.intake.approvals import ApprovalsError, read_approvals
from peering.intake.events import Ignored, mention_in, survey_in
from peering.reception import Correlated, Reception
from prove.fuzz.mutation import spoiled_json, spoiled_text
from prove.proof import Found, Proof
from tests.core.examples import rule
from tests.functions.deployed_hub import Context
from tests.usecases.program import Program, approving
from tests.world import World

_ROOT = Path(__file__).parents[2]
_EVENTS, _FILES = 1_000, 500
_PIECES = {"events": 10, "approvals": 4}
_OWN_ROLES = frozenset({"vpc-peering-accept", "vpc-peering-route"})


@dataclass(slots=True)
class _SetAside:
    """A dead-letter queue."""

    kept: list[tuple[str, str]] = field(default_factory=list)

    def set_aside(self, body: str, reason: str) -> None:
        """Keep a message and its reason."""
        self.kept.append((body, reason))


@dataclass(slots=True)
class _Bench:
    """A world with a request that a rule would accept, and the functions' receptions over it."""

    world: World = field(default_factory=World)
    dead: _SetAside = field(default_factory=_SetAside)
    acted: int = 0
    receptions: dict[str, Callable[[str], list[object]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set everything up."""
        self.world.request(*self.world.pair())
        program = Program(self.world, approving(rule()))
        mentions = partial(mention_in, own_roles=_OWN_ROLES)
        self.receptions = {
            "accept": self._reception(mentions, program.accept),
            "route": self._reception(mentions, program.route),
            "survey": self._reception(survey_in, program.survey),
            "notify": self._reception(announcement_in, lambda _: None),
        }

    def _reception[Work: Correlated](
        self, read: Callable[[str], Work | Ignored], act: Callable[[Work], object]
    ) -> Callable[[str], list[object]]:
        def acted(work: Work, body: str) -> None:
            del body
            self.acted += 1
            act(work)

        reception = Reception(
            read=read,
            act=acted,
            dead_letters=self.dead,
            reporter=self.world.reporter,
            logger=Logger(service="fuzz", stream=io.StringIO()),
            metrics=Metrics(namespace="fuzz", service="fuzz"),
        )

        def receive(body: str) -> list[object]:
            record = {"messageId": "1", "body": body, "eventSource": "aws:sqs", "attributes": {}}
            answer = reception.handle({"Records": [record]}, Context())
            return list(answer["batchItemFailures"])

        return receive


@patch.dict(os.environ, POWERTOOLS_METRICS_DISABLED="true")
def events(number: int, cases: int) -> Found:
    """Deliver so many spoiled events to every function that takes messages."""
    chance = Random(number)  # noqa: S311 # not a secret
    samples = list(_bodies())
    violations: list[str] = []
    bench = _Bench()
    for case in range(cases):
        body = _spoiled(chance, chance.choice(samples))
        for name, receive in bench.receptions.items():
            violations += (
                f"seed {number}, case {case}, {name}: {v}: {body[:300]}"
                for v in _wrongs(bench, receive, body)
            )
    return Found(cases, tuple(violations[:20]))


def _spoiled(chance: Random, sample: str) -> str:
    try:
        document: object = json.loads(sample)
    except ValueError:
        return spoiled_text(chance, sample)
    if chance.random() < 0.3:  # noqa: PLR2004 # most keep their form
        return spoiled_text(chance, sample)
    return spoiled_json(chance, document)


def _wrongs(bench: _Bench, receive: Callable[[str], list[object]], body: str) -> Iterator[str]:
    world = bench.world
    before = (bench.acted, len(bench.dead.kept), len(world.reporter.of("event.ignored")))
    written = len([c for c in world.calls.to("network") if c.writes])
    named = any(pcx in body for pcx in world.ec2.peerings)
    failures = receive(body)
    after = (bench.acted, len(bench.dead.kept), len(world.reporter.of("event.ignored")))
    if failures:
        yield "it crashed, or would be delivered again and again"
    elif after == before:
        yield "it was dropped without a word"
    if not named and len([c for c in world.calls.to("network") if c.writes]) > written:
        yield "it made the program write"


def _bodies() -> Iterator[str]:
    for file in sorted((_ROOT / "events").glob("*/*.json")):
        payload = json.loads(file.read_text())
        yield from (str(record["body"]) for record in payload.get("Records", ()))


def approvals(number: int, cases: int) -> Found:
    """Read so many spoiled approvals files."""
    chance = Random(number)  # noqa: S311 # not a secret
    samples = [file.read_text() for file in _approvals_files()]
    violations: list[str] = []
    for case in range(cases):
        text = spoiled_text(chance, chance.choice(samples))
        violations += (f"seed {number}, case {case}: {v}" for v in _wrong_readings(text))
    return Found(cases, tuple(violations[:20]))


def _approvals_files() -> Iterator[Path]:
    yield _ROOT / "layers" / "approvals" / "approvals.yaml"
    yield _ROOT / "demo" / "approvals.yaml"


def _wrong_readings(text: str) -> Iterator[str]:
    try:
        read = read_approvals(text)
    except ApprovalsError as error:
        places = [finding.place for finding in error.findings]
        if not places:
            yield "refused without a reason"
        if any(place.line < 1 or place.column < 1 for place in places):
            yield f"refused at a place that is none: {error}"
    except Exception as error:  # noqa: BLE001 # whatever it is, it is a violation
        yield f"{type(error).__name__}: {error}: {text!r:.300}"
    else:
        for one in read.rules:
            if one.effect is Effect.ACCEPT and not one.requester.accounts:
                yield f"rule {one.name} would accept anybody's request"


def run(piece: str, seed: int) -> Found:
    """Run one piece: so many events, or so many approvals files, from a seed of its own."""
    what, _, number = piece.partition(" ")
    own = seed + int(number)
    return events(own, _EVENTS) if what == "events" else approvals(own, _FILES)


FUZZ = Proof(
    name="fuzz",
    promise="a spoiled message is acted on, ignored or set aside for a reason, and writes nothing; "
    "a spoiled approvals file is read whole or refused with the place of every mistake",
    pieces=tuple(f"{what} {number}" for what, n in _PIECES.items() for number in range(n)),
    run=run,
)
