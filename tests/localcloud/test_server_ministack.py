"""What the local cloud takes hold of inside ministack; fails first when ministack moves it."""

import importlib
import importlib.metadata
import inspect
import sys

import pytest

SEAMS = {
    "ministack.app": {"app": 3, "main": 0},
    "ministack.core.iam_actions": {"extract_iam_action": 6},
    "ministack.core.iam_evaluator": {
        "_resolve_condition_key": 2,
        "_gather_role_policies": 2,
        "evaluate_resource_policy": 5,
        "resolve_principal": 3,
    },
    "ministack.core.lambda_runtime": {"_detect_runtime_binary": 1},
    "ministack.services.eventbridge": {
        "_put_events": 2,
        "_put_permission": 1,
        "_invoke_target": 4,
        "_dispatch_event": 2,
    },
    "ministack.services.sqs": {"queue_policy_allows": 4},
    "ministack.services.cloudformation.engine": {"_evaluate_conditions": 2},
    "ministack.services.cloudformation.provisioners": {"_physical_name": 5},
}
STORES = {
    "ministack.app": ["SERVICE_HANDLERS", "AUTH"],
    "ministack.core.lambda_runtime": ["zipfile"],
    "ministack.services.iam": ["_roles", "_access_keys"],
    "ministack.services.sts": ["_sessions"],
    "ministack.services.eventbridge": ["_event_bus_policies", "_event_buses"],
    "ministack.services.cloudformation.provisioners": ["_RESOURCE_HANDLERS"],
}


@pytest.fixture(autouse=True)
def no_duckdb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep out what Athena would need: at a process's end it prints pages about its own leaks."""
    monkeypatch.setitem(sys.modules, "duckdb", None)


def test_ministack_is_the_version_whose_inside_is_known() -> None:
    assert importlib.metadata.version("ministack") == "1.5.33"


@pytest.mark.parametrize("module", SEAMS)
def test_what_is_wrapped_takes_the_arguments_that_are_passed_on(module: str) -> None:
    found = importlib.import_module(module)
    counted = {
        name: len(inspect.signature(getattr(found, name)).parameters) for name in SEAMS[module]
    }
    assert counted == SEAMS[module]


@pytest.mark.parametrize("module", STORES)
def test_what_is_read_is_there(module: str) -> None:
    found = importlib.import_module(module)
    assert [name for name in STORES[module] if not hasattr(found, name)] == []
