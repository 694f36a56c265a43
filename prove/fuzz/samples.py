"""What is spoiled: the samples in events/, also with this world's ids; all approvals files."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from prove.fuzz.bench import Bench
from tests.intake.examples import APPROVALS

_ROOT = Path(__file__).parents[2]
_CONNECTION = re.compile(r"\bpcx-[0-9a-f]{17}\b")
_VPC = re.compile(r"\bvpc-[0-9a-f]{17}\b")
# Places of the samples that are none of the world's.
_PLACES: Mapping[str, str] = {"ap-northeast-1": "us-east-1", "123456789012": "111122223333"}


def bodies(bench: Bench) -> tuple[str, ...]:
    """Every message of every sample: as it is, and about the bench's own connection."""
    return tuple(form for body in _bodies() for form in (body, _moved(body, bench)))


def _bodies() -> Iterator[str]:
    for file in sorted((_ROOT / "events").glob("*/*.json")):
        payload = json.loads(file.read_text())
        yield from (str(record["body"]) for record in payload.get("Records", ()))


def _moved(body: str, bench: Bench) -> str:
    for there, here in _PLACES.items():
        body = body.replace(there, here)
    named = list(dict.fromkeys(_VPC.findall(body)))
    vpcs = {there: bench.vpcs[n % len(bench.vpcs)] for n, there in enumerate(named)}
    body = _VPC.sub(lambda found: vpcs[found[0]], body)
    return _CONNECTION.sub(bench.pcx, body)


def approvals_files() -> tuple[str, ...]:
    """The shipped approvals, the demo's, and those of the tests, which use every word."""
    shipped = (_ROOT / "layers" / "approvals", _ROOT / "demo")
    return (*((folder / "approvals.yaml").read_text() for folder in shipped), APPROVALS)
