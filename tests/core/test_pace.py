"""The pace keeps to EC2's rates, as the local EC2 has them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.ec2.rates import RATES, Buckets
from localcloud.ec2.scope import Scope as Ec2Scope
from peering.core.pace import Pace, rate_of
from tests.core.examples import NOW
from tests.world import HOME, REQUESTER
from tests.world.ec2 import scope

HERE, ABROAD = scope(REQUESTER, HOME), scope(REQUESTER, "eu-west-1")


@pytest.mark.parametrize("operation", sorted(RATES.keys() - {"DescribeSecurityGroupReferences"}))
def test_every_operation_has_the_rate_that_ec2_documents(operation: str) -> None:
    rate = rate_of(operation)

    assert (rate.at_once, rate.a_second) == (RATES[operation].bucket, RATES[operation].refill)


@given(st.lists(st.tuples(st.sampled_from(["CreateRoute", "DescribeVpcs"]), st.integers(0, 900))))
def test_what_waits_as_it_is_told_is_never_refused(asked: list[tuple[str, int]]) -> None:
    pace, buckets, now = Pace(), Buckets(), NOW
    many = asked * (1 + 200 // (len(asked) or 1))
    for operation, idle in many:
        now += timedelta(milliseconds=idle)
        now += pace.pause(operation, HERE, now)
        buckets.take(operation, Ec2Scope(HERE.account_id, HERE.region), now)


def test_nobody_waits_while_there_are_tokens_and_no_longer_than_for_the_next() -> None:
    pace = Pace()
    pauses = [pace.pause("CreateRoute", HERE, NOW) for _ in range(52)]

    assert pauses == [timedelta()] * 50 + [timedelta(seconds=0.2), timedelta(seconds=0.4)]
    later = NOW + timedelta(seconds=1)  # after two more were promised: three of the next five
    assert [pace.pause("CreateRoute", HERE, later) for _ in range(4)] == [
        *[timedelta()] * 3,
        timedelta(seconds=0.2),
    ]
    assert pace.pause("CreateRoute", ABROAD, NOW) == timedelta()
    assert pace.pause("ReplaceRoute", HERE, NOW) == timedelta()
    assert pace.pause("CreateRoute", HERE, NOW + timedelta(hours=1)) == timedelta()
