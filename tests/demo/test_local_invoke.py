"""`make local-invoke`, as far as it goes without a container engine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from samcli.yamlhelper import yaml_parse  # type: ignore[import-untyped]

from demo.local_invoke import EVENTS, NO_ENGINE, declared, payloads, well
from tests.stacks.templates import FUNCTIONS, ROOT


def test_without_a_container_engine_it_says_what_is_missing_and_where_else_to_look(
    tmp_path: Path,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "demo.local_invoke"],
        cwd=ROOT,
        env={"PATH": os.defpath, "DOCKER_HOST": f"unix://{tmp_path}/nothing.sock"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == NO_ENGINE
    assert ended.stderr.startswith("`sam local` needs a container engine, and none answers")
    assert "DOCKER_HOST" in ended.stderr
    assert (ROOT / "tests/deployed/test_runtime.py").exists()
    assert "tests/deployed/test_runtime.py" in ended.stderr
    assert ended.stdout == ""


def test_every_event_file_is_given_to_a_function() -> None:
    given = list(payloads([]))
    assert [path for _, path in given] == sorted(EVENTS.glob("*/*.json"))
    assert {name for name, _ in given} == {name.capitalize() for name in FUNCTIONS}
    assert {path.parent.name for _, path in payloads(["route"])} == {"route"}


def test_every_variable_is_declared_because_sam_sets_no_other(tmp_path: Path) -> None:
    built = tmp_path / "template.yaml"
    built.write_text((ROOT / "template.yaml").read_text())

    copy = declared(built, {"Accept": {"AWS_ENDPOINT_URL": "http://there:1", "PEERING_MODE": "x"}})

    functions = yaml_parse(copy.read_text())["Resources"]
    accept = functions["AcceptFunction"]["Properties"]["Environment"]["Variables"]
    assert accept == {"AWS_ENDPOINT_URL": "http://there:1", "PEERING_MODE": "x"}
    assert copy.parent == built.parent  # what it refers to lies beside it


@pytest.mark.parametrize(
    ("answer", "is_well"),
    [
        ('{"batchItemFailures": []}', True),
        ("null", True),
        ('{"statusCode": 403, "body": "not you"}', True),
        ('{"statusCode": 500, "body": "no"}', False),
        ('{"batchItemFailures": [{"itemIdentifier": "0"}]}', False),
        ('{"errorMessage": "no", "errorType": "ValueError"}', False),
        ("Error: Running AWS SAM projects locally requires a container runtime.", False),
    ],
)
def test_an_answer_tells_whether_all_went_well(answer: str, is_well: bool) -> None:  # noqa: FBT001 # a case's expectation
    assert well(answer) == is_well
