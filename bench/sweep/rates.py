"""A survey's requests held against EC2's rates, at the pace of the function that makes them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from localcloud.ec2.errors import RefusedError
from localcloud.ec2.rates import Buckets
from localcloud.ec2.scope import Scope
from tests.stacks.templates import hub

_A_PROCESSOR = 1769  # MB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def share() -> float:
    """The part of a processor that Lambda gives the hub's functions."""
    return int(hub()["Globals"]["Function"]["MemorySize"]) / _A_PROCESSOR


def refused(asked_at: Mapping[str, Sequence[float]]) -> int:
    """How many requests EC2 would refuse. *asked_at* are seconds on a whole processor."""
    buckets, over, where = Buckets(), 0, Scope("111122223333", "us-east-1")
    for action, times in asked_at.items():
        for seconds in times:
            try:
                buckets.take(action, where, _EPOCH + timedelta(seconds=seconds / share()))
            except RefusedError:
                over += 1
    return over
