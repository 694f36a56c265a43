"""Keep every test away from real AWS: no credentials, no configuration, no way out."""

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager
from typing import Any, override
from unittest.mock import patch

import botocore.session
import pytest
from botocore.client import ClientCreator
from botocore.hooks import EventAliaser
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import peering.aws.session
from localcloud.garbage import collect_seldom
from localcloud.isolation import isolated

collect_seldom()
_DEPLOYED = "tests/deployed/"
# The tests of each of these share a local cloud, but for those that start one of their own.
_SHARING = (_DEPLOYED, "tests/localcloud/test_server_")
_ALONE = ("tests/deployed/test_lifecycle.py", "tests/localcloud/test_server_lifecycle.py")


@pytest.fixture(scope="session", autouse=True)
def no_real_aws() -> Iterator[None]:
    """Forget who we are, and fail any test whose request would leave this machine.

    What pytest raises is no Exception, so nothing on the way takes it for a lost connection.
    """
    with isolated(os.environ, pytest.fail):
        yield


@pytest.fixture(scope="session", autouse=True)
def models_read_once() -> Iterator[None]:
    """Let all of botocore's sessions share what they read of AWS's services, and make of it."""
    with (
        _once(botocore.session, "create_loader"),
        _once(peering.aws.session, "_Models"),
        _once(ClientCreator, "_load_service_model", by=_loader_and_service),
        _once(ClientCreator, "_create_methods", by=lambda _, model: model.service_name, give=dict),
        _once(EventAliaser, "_alias_event_name", by=lambda _, event: event),
    ):
        yield


def _loader_and_service(creator: ClientCreator, *service: str) -> Hashable:
    """The program's own loader reads another model than boto3's."""
    return type(vars(creator)["_loader"]), service


def _once(
    owner: object,
    name: str,
    by: Callable[..., Hashable] = lambda *told: told,
    give: Callable[[Any], object] = lambda made: made,
) -> AbstractContextManager[object]:
    """Make what is asked for there once for all that are alike *by* something, and *give* that."""
    make, made = getattr(owner, name), {}

    def once(*told: object) -> object:
        key = by(*told)
        if key not in made:
            made[key] = make(*told)
        return give(made[key])

    return patch.object(owner, name, once)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the deployed stacks, on which tests mostly wait, while others compute."""
    items.sort(key=lambda item: not item.nodeid.startswith(_DEPLOYED))


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Gives a file's tests to one process, and all that share a local cloud to one."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        shared = (one for one in _SHARING if file.startswith(one) and file not in _ALONE)
        return next(shared, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Start each local cloud once, however many processes run the tests."""
    return Scheduling(config, log)
