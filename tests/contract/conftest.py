"""The labs that the contracts are held in."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import local_ec2
from tests.contract.ec2_lab import labs_on
from tests.contract.fake_lab import FakeLab
from tests.contract.network_lab import NetworkLab
from tests.contract.peered import Peered, requested


@pytest.fixture(scope="module")
def local_labs() -> Iterator[Iterator[NetworkLab]]:
    with local_ec2() as ec2:
        yield labs_on(ec2)


@pytest.fixture(params=["fake", "local EC2"])
def lab(request: pytest.FixtureRequest, local_labs: Iterator[NetworkLab]) -> NetworkLab:
    return FakeLab() if request.param == "fake" else next(local_labs)


@pytest.fixture
def peered(lab: NetworkLab) -> Peered:
    return requested(lab)
