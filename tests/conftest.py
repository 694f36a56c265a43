"""Keep every test away from real AWS: no credentials, no configuration, no way out."""

import os
from collections.abc import Iterator
from functools import cache
from typing import override
from unittest.mock import patch

import botocore.loaders
import botocore.session
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from localcloud.isolation import isolated

_DEPLOYED = "tests/deployed/"
_OWN_STACKS = ("tests/deployed/test_lifecycle.py",)


@pytest.fixture(scope="session", autouse=True)
def no_real_aws() -> Iterator[None]:
    """Forget who we are, and fail any test whose request would leave this machine.

    What pytest raises is no Exception, so nothing on the way takes it for a lost connection.
    """
    with isolated(os.environ, pytest.fail):
        yield


@pytest.fixture(scope="session", autouse=True)
def models_read_once() -> Iterator[None]:
    """Let all of botocore's sessions share what they read of AWS's services."""
    create_loader = cache(botocore.loaders.create_loader)
    with patch.object(botocore.session, "create_loader", create_loader):
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the deployed stacks, on which tests mostly wait, while others compute."""
    items.sort(key=lambda item: not item.nodeid.startswith(_DEPLOYED))


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Gives a file's tests to one process, and all tests on the same deployed stacks to one."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        shared = file.startswith(_DEPLOYED) and file not in _OWN_STACKS
        return _DEPLOYED if shared else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Deploy the stacks once, however many processes run the tests."""
    return Scheduling(config, log)
