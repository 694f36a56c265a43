from pathlib import Path

import pytest

from peering.intake.settings import (
    AcceptSettings,
    MemberSettings,
    NotifySettings,
    RouteSettings,
    SettingsError,
    SurveySettings,
    SweepSettings,
)

QUEUES = "https://sqs.us-east-1.amazonaws.com/777788889999/vpc-peering-"
ENVIRONMENT = {
    "PEERING_MODE": "apply",
    "PEERING_APPROVALS_FILE": "/opt/approvals.yaml",
    "PEERING_LEDGER_TABLE": "vpc-peering",
    "PEERING_DECISIONS_TABLE": "vpc-peering-decisions",
    "PEERING_BUS_NAME": "vpc-peering",
    "PEERING_ROLE_ARN": "arn:aws:iam::{account}:role/vpc-peering-accept",
    "PEERING_EXTERNAL_ID": "vpc-peering-autopilot",
    "PEERING_ACCEPT_QUEUE_URL": QUEUES + "accept",
    "PEERING_ROUTE_QUEUE_URL": QUEUES + "route",
    "PEERING_SURVEY_QUEUE_URL": QUEUES + "survey",
    "PEERING_DEAD_LETTER_QUEUE_URL": QUEUES + "accept-dead",
    "PEERING_TOPIC_ARN": "arn:aws:sns:us-east-1:777788889999:vpc-peering",
    "POWERTOOLS_SERVICE_NAME": "accept",
}
MODELS = [AcceptSettings, RouteSettings, SurveySettings, NotifySettings, SweepSettings]
type Model = type[AcceptSettings | RouteSettings | SurveySettings | NotifySettings | SweepSettings]


@pytest.mark.parametrize("model", MODELS)
def test_a_function_starts_with_the_variables_that_it_uses(model: Model) -> None:
    assert model.read(ENVIRONMENT).function_name == "accept"


def test_what_is_read_is_what_was_set() -> None:
    settings = AcceptSettings.read(ENVIRONMENT)
    assert settings.mode == "apply"
    assert settings.approvals_file == Path("/opt/approvals.yaml")
    assert settings.accept_queue_url == QUEUES + "accept"


@pytest.mark.parametrize("model", [AcceptSettings, RouteSettings, SurveySettings])
@pytest.mark.parametrize("ending", ["accept", "route"])
def test_our_own_roles_are_known_from_either(model: type[MemberSettings], ending: str) -> None:
    arn = f"arn:aws:iam::{{account}}:role/network/team-x-{ending}"
    settings = model.read(ENVIRONMENT | {"PEERING_ROLE_ARN": arn})
    assert settings.own_roles == {"team-x-accept", "team-x-route"}


def test_one_sentence_names_everything_that_is_missing() -> None:
    with pytest.raises(SettingsError) as refused:
        SweepSettings.read({})
    sentence = str(refused.value)
    assert "PEERING_APPROVALS_FILE is not set" in sentence
    assert "PEERING_SURVEY_QUEUE_URL is not set" in sentence


@pytest.mark.parametrize(
    ("variable", "wrong"),
    [
        ("PEERING_MODE", "yes"),
        ("PEERING_MODE", ""),
        ("PEERING_LEDGER_TABLE", ""),
        ("PEERING_ROLE_ARN", "arn:aws:iam::111122223333:role/vpc-peering-accept"),
        ("PEERING_ROLE_ARN", "arn:aws:iam::{account}:role/admin"),
        ("PEERING_ROUTE_QUEUE_URL", "vpc-peering-route"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(variable: str, wrong: str) -> None:
    with pytest.raises(SettingsError) as refused:
        AcceptSettings.read(ENVIRONMENT | {variable: wrong})
    assert f"{variable} is {wrong!r}" in str(refused.value)
