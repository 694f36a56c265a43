"""The proofs of the fuzz: spoiled events through the real reception, spoiled approvals files."""

import json
import os
from collections.abc import Iterator
from itertools import product
from random import Random
from unittest.mock import patch

import yaml

from peering.core.approvals import Approvals, Effect
from peering.intake.approvals import ApprovalsError, read_approvals
from prove.fuzz.bench import FUNCTIONS, acceptable, converged, held
from prove.fuzz.judging import wrongs
from prove.fuzz.mutation import spoiled_json, spoiled_text, spoiled_yaml
from prove.fuzz.samples import approvals_files, bodies
from prove.proof import Found, Proof

_BENCHES = (held, converged, acceptable)
_EVENTS, _FILES = 1_000, 500
_PIECES = {"events": 10, "approvals": 4}


@patch.dict(os.environ, POWERTOOLS_METRICS_DISABLED="true")
def events(number: int, cases: int) -> Found:
    """Deliver so many spoiled events to every function that takes messages."""
    chance = Random(number)  # noqa: S311 # not a secret
    benches = {make.__name__: make() for make in _BENCHES}
    samples = bodies(benches["held"])
    violations: list[str] = []
    for case in range(cases):
        body = _spoiled(chance, chance.choice(samples))
        for make, name in product(_BENCHES, FUNCTIONS):
            bench = benches[make.__name__]
            where = f"seed {number}, case {case}, {name}, {make.__name__}"
            violations += (f"{where}: {v}: {body[:300]}" for v in wrongs(bench, name, body))
            if make is acceptable and bench.world.ec2.peerings[bench.pcx].accepted_at:
                benches[make.__name__] = acceptable()
    return Found(cases, tuple(violations[:20]))


def _spoiled(chance: Random, sample: str) -> str:
    try:
        document: object = json.loads(sample)
    except ValueError:
        return spoiled_text(chance, sample)
    if chance.random() < 0.3:  # noqa: PLR2004 # most keep their form
        return spoiled_text(chance, sample)
    return spoiled_json(chance, document)


def approvals(number: int, cases: int) -> Found:
    """Read so many spoiled approvals files."""
    chance = Random(number)  # noqa: S311 # not a secret
    samples = approvals_files()
    violations: list[str] = []
    for case in range(cases):
        sample = chance.choice(samples)
        text = spoiled_text(chance, sample) if case % 2 else spoiled_yaml(chance, sample)
        violations += (f"seed {number}, case {case}: {v}" for v in _wrong_readings(text))
    return Found(cases, tuple(violations[:20]))


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
        yield from _half_read(text, read)
        for one in read.rules:
            if one.effect is Effect.ACCEPT and not one.requester.accounts:
                yield f"rule {one.name} would accept anybody's request"


def _half_read(text: str, read: Approvals) -> Iterator[str]:
    """Hold what was read against the file as any YAML parser reads it."""
    told = yaml.load(text, Loader=yaml.CSafeLoader)  # Python's own refuses more characters
    rules = [(str(rule["name"]), rule["effect"]) for rule in told["rules"]]
    if rules != [(rule.name, rule.effect.value) for rule in read.rules]:
        yield f"not every rule was read: {text!r:.300}"
    scopes = {
        (account, region)
        for entry in told["governs"]
        for account, region in product(entry["accounts"], entry["regions"])
    }
    if scopes != {(scope.account_id, scope.region) for scope in read.governed}:
        yield f"other scopes are governed than it says: {text!r:.300}"


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
