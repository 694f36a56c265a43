"""A function that is told something wrong says so in one line, does nothing and loses nothing."""

import json
from pathlib import Path

import pytest

from peering.intake.approvals import ApprovalsError
from peering.intake.settings import SettingsError
from tests.functions.deployed_hub import Hub
from tests.intake.examples import EVENTS

QUEUES = ("AcceptQueue", "RouteQueue", "SurveyQueue")


def some_payload(name: str) -> object:
    return json.loads(min((EVENTS / name).glob("*.json")).read_text())


@pytest.mark.parametrize("name", ["accept", "route", "survey", "sweep"])
def test_broken_approvals_are_refused_with_the_line_and_nothing_is_done(
    hub: Hub, name: str, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("version: 1\ngoverns: everything\nrules: []\n")

    with hub.told("PEERING_APPROVALS_FILE", str(broken)), pytest.raises(ApprovalsError):
        hub.invoke(name, some_payload(name))

    (line,) = hub.of("function.refused")
    assert "broken.yaml:2:" in str(line["reason"])
    assert [hub.queued(queue) for queue in QUEUES] == [0, 0, 0]
    assert (hub.set_aside(name), hub.announced()) == ([], [])


def test_a_missing_approvals_layer_is_named(hub: Hub) -> None:
    with (
        hub.told("PEERING_APPROVALS_FILE", "nowhere.yaml"),
        pytest.raises(SettingsError, match=r"nowhere\.yaml .*attach the approvals layer"),
    ):
        hub.invoke("sweep", {})


def test_a_sweep_counts_itself_and_queues_every_scope(
    hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.invoke("sweep", {})

    assert hub.queued("SurveyQueue") == 4
    assert '"Sweeps":[1.0]' in capsys.readouterr().out
