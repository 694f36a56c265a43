"""EC2's clients wait where EC2 would refuse."""

from typing import TYPE_CHECKING

import pytest

from localcloud.ec2 import local_ec2
from peering.aws.pacing import PacedClients
from peering.core.pace import Pace
from tests.world import HOME, REQUESTER, FakeClock
from tests.world.ec2 import scope

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

HERE = scope(REQUESTER, HOME)


def test_clients_of_one_account_share_one_pace_page_by_page() -> None:
    waited: list[float] = []
    clock = FakeClock()
    with local_ec2() as ec2:
        ec2.make(page_size=5)
        client, other = (ec2.client(HERE.account_id, HERE.region) for _ in range(2))
        for _ in range(24):
            client.create_vpc(CidrBlock="10.0.0.0/16")
        pace = Pace()
        looking, acting = (
            PacedClients(lambda _, one=one: one, clock, pace, waited.append)  # type: ignore[misc]  # bound
            for one in (client, other)
        )
        for turn in range(20):
            listed(looking(HERE) if turn % 2 else acting(HERE))
        assert waited == []
        listed(looking(HERE))

    assert waited == pytest.approx([0.05, 0.1, 0.15, 0.2, 0.25])


def listed(client: "EC2Client") -> None:
    """List 25 VPCs, five a page."""
    pages = list(client.get_paginator("describe_vpcs").paginate())

    assert len(pages) == 5
