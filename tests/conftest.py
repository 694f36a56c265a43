"""Keep every test away from real AWS: no credentials, no configuration, no way out."""

import os
from collections.abc import Iterator
from typing import override

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from localcloud.isolation import isolated


@pytest.fixture(scope="session", autouse=True)
def no_real_aws() -> Iterator[None]:
    """Forget who we are, and fail any test whose request would leave this machine.

    What pytest raises is no Exception, so nothing on the way takes it for a lost connection.
    """
    with isolated(os.environ, pytest.fail):
        yield


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Gives a file's tests to one process, and all tests on the deployed stacks to one."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        folder = "tests/deployed/"
        return folder if nodeid.startswith(folder) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Deploy the stacks once, however many processes run the tests."""
    return Scheduling(config, log)
