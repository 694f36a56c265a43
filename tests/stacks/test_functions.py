from pathlib import Path

import pytest

from peering.aws.session import CONFIG
from peering.core.pace import rate_of
from peering.intake.settings import (
    AcceptSettings,
    DecideSettings,
    NotifySettings,
    RouteSettings,
    SurveySettings,
    SweepSettings,
)
from tests.stacks.templates import FUNCTIONS, ROOT, environment, filled_in, function, hub, resources

type Settings = (
    AcceptSettings
    | RouteSettings
    | SurveySettings
    | NotifySettings
    | SweepSettings
    | DecideSettings
)

SETTINGS: dict[str, type[Settings]] = {
    "accept": AcceptSettings,
    "route": RouteSettings,
    "survey": SurveySettings,
    "notify": NotifySettings,
    "sweep": SweepSettings,
    "decide": DecideSettings,
}
POWERTOOLS = {"POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"}
CALL_EC2 = ("accept", "route", "survey")
LAMBDA_KEEPS_FREE = 100
WITH_QUEUE = tuple(name for name in FUNCTIONS if name not in {"sweep", "decide"})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_told_what_its_settings_ask_for_and_nothing_else(name: str) -> None:
    asked_for = {field.alias for field in SETTINGS[name].model_fields.values()} | POWERTOOLS
    assert set(environment(name)) == asked_for


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_function_is_told_can_be_read(name: str) -> None:
    assert SETTINGS[name].read(environment(name)).function_name == name


def test_both_member_roles_are_known_as_our_own() -> None:
    ours = {"vpc-peering-accept", "vpc-peering-route"}
    assert AcceptSettings.read(environment("accept")).own_roles == ours
    assert RouteSettings.read(environment("route")).own_roles == ours


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_its_code_layers_and_log(name: str) -> None:
    declared = function(name)
    assert (ROOT / declared["CodeUri"] / "app.py").is_file()
    assert declared["CodeUri"] == f"functions/{name}"
    assert declared["Handler"] == "app.handler"
    layers = [layer["Ref"] for layer in declared["Layers"]]
    assert layers == ["PeeringLayer", "DependenciesLayer", "ApprovalsLayer"]
    assert declared["LoggingConfig"]["LogGroup"] == {"Ref": f"{name.capitalize()}LogGroup"}


def test_the_approvals_file_that_functions_read_is_the_layers() -> None:
    layer = Path(hub()["Resources"]["ApprovalsLayer"]["Properties"]["ContentUri"])
    for name in ("accept", "route", "survey", "sweep", "decide"):
        assert (ROOT / layer / environment(name)["PEERING_APPROVALS_FILE"]).is_file()


@pytest.mark.parametrize("name", WITH_QUEUE)
def test_one_message_fails_alone_and_only_its_own_queue_wakes_a_function(name: str) -> None:
    events = function(name)["Events"]
    assert [event["Type"] for event in events.values()] == ["SQS"]
    (source,) = (event["Properties"] for event in events.values())
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["Queue"] == {"Fn::GetAtt": [f"{name.capitalize()}Queue", "Arn"]}
    assert source["ScalingConfig"]["MaximumConcurrency"] >= 2  # the least that Lambda takes


@pytest.mark.parametrize("name", WITH_QUEUE)
def test_a_message_stays_hidden_for_six_timeouts(name: str) -> None:
    """So Lambda asks: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html."""
    queue = resources(hub(), "AWS::SQS::Queue")[f"{name.capitalize()}Queue"]
    assert queue["VisibilityTimeout"] >= 6 * function(name)["Timeout"]


def test_a_sweep_that_fails_is_kept() -> None:
    on_failure = function("sweep")["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
    assert on_failure == {
        "Type": "SQS",
        "Destination": {"Fn::GetAtt": ["SweepDeadLetters", "Arn"]},
    }


def test_the_sweep_comes_round_well_before_ec2_forgets() -> None:
    (event,) = function("sweep")["Events"].values()
    assert event["Type"] == "Schedule"
    assert filled_in(event["Properties"]["Schedule"]) == "rate(30 minutes)"
    assert max(hub()["Parameters"]["SweepMinutes"]["AllowedValues"]) <= 60


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_starves_other_functions_of_the_account_unless_asked_to(name: str) -> None:
    """Reserving less than the queue may wake at once would throttle it."""
    condition, reserved, otherwise = function(name)["ReservedConcurrentExecutions"]["Fn::If"]
    assert (condition, otherwise) == ("ReservesConcurrency", {"Ref": "AWS::NoValue"})
    assert hub()["Parameters"]["ReserveConcurrency"]["Default"] == "false"
    for event in function(name).get("Events", {}).values():
        scaling = event["Properties"].get("ScalingConfig", {"MaximumConcurrency": 1})
        assert reserved == scaling["MaximumConcurrency"]


def test_what_is_said_of_reserving_is_what_is_reserved() -> None:
    in_all = sum(function(name)["ReservedConcurrentExecutions"]["Fn::If"][1] for name in FUNCTIONS)
    said = hub()["Parameters"]["ReserveConcurrency"]["Description"]
    assert f"at most: {in_all} in all" in said
    assert f"at least {in_all + LAMBDA_KEEPS_FREE};" in said


def test_as_many_are_awake_at_once_as_ec2_serves_within_their_own_tries() -> None:
    """docs/decisions/0010-as-many-at-once.md: all of them in one account and Region."""
    assert CONFIG.retries == {"mode": "standard", "total_max_attempts": 4}  # type: ignore[attr-defined]  # botocore sets it at run time
    waits = sum(2**retry / 2 for retry in range(3))  # up to 1, 2 and 4 seconds
    caps = {
        name: function(name)["Events"]["Work"]["Properties"]["ScalingConfig"] for name in CALL_EC2
    }
    awake = {name: cap["MaximumConcurrency"] for name, cap in caps.items()}
    for name, call in (("accept", "AcceptVpcPeeringConnection"), ("route", "CreateRoute")):
        assert awake[name] <= rate_of(call).a_second * waits
    assert sum(awake.values()) <= rate_of("DescribeRouteTables").a_second * waits


def test_aws_verifies_who_calls_decides_url_and_nothing_else_wakes_it() -> None:
    assert function("decide")["FunctionUrlConfig"] == {"AuthType": "AWS_IAM"}
    assert "Events" not in function("decide")
    assert all("FunctionUrlConfig" not in function(name) for name in FUNCTIONS if name != "decide")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_log_level_alone_says_what_is_logged(name: str) -> None:
    """Lambda's JSON format brings a level of its own, which Powertools obeys instead.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    assert "LogFormat" not in function(name)["LoggingConfig"]
    assert environment(name)["POWERTOOLS_LOG_LEVEL"] == filled_in({"Ref": "LogLevel"})
