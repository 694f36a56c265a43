"""Alarms and dashboard: they watch what the program really counts, and each is explained."""

import json
import re
from collections.abc import Iterator

import pytest

from peering.telemetry import DURATIONS, METRICS
from tests.stacks.templates import FUNCTIONS, ROOT, Properties, filled_in, hub, resources

ALARMS = resources(hub(), "AWS::CloudWatch::Alarm")
COUNTED = frozenset(METRICS.values()) | frozenset(DURATIONS.values())
OPERATIONS = (ROOT / "docs/operations.md").read_text()
NAMESPACE = hub()["Globals"]["Function"]["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
QUEUES = resources(hub(), "AWS::SQS::Queue")
_HEADING = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)


def sections() -> dict[str, str]:
    """What docs/operations.md says, by the anchors that a reader's browser makes."""
    _, *parts = _HEADING.split(OPERATIONS)
    titles, texts = parts[::2], parts[1::2]
    return {
        re.sub(r"[^a-z -]", "", t.lower()).replace(" ", "-"): x
        for t, x in zip(titles, texts, strict=True)
    }


def dashboard() -> Properties:
    """The dashboard's body, with plausible names in it."""
    (found,) = resources(hub(), "AWS::CloudWatch::Dashboard").values()
    text = re.sub(r"\$\{[^}]+\}", "filled-in", found["DashboardBody"]["Fn::Sub"])
    body: Properties = json.loads(text)
    return body


def drawn() -> Iterator[tuple[str, ...]]:
    """Every metric on the dashboard; `...` repeats the one before."""
    for widget in dashboard()["widgets"]:
        for metric in widget["properties"].get("metrics", ()):
            if metric[0] != "...":
                yield tuple(metric[:4])


def watching(metric: str) -> list[Properties]:
    return [alarm for alarm in ALARMS.values() if alarm["MetricName"] == metric]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_tells_somebody_and_says_where_to_read_on(name: str) -> None:
    alarm = ALARMS[name]
    assert alarm["AlarmActions"] == [{"Ref": "Topic"}]
    anchor = alarm["AlarmDescription"].rpartition("docs/operations.md#")[2]
    section = sections()[anchor]
    assert f"`{name}`" in section
    for part in ("**It means**", "**Look at**", "**Do**"):
        assert part in section


def test_the_page_explains_no_alarm_that_is_not_there() -> None:
    assert set(re.findall(r"`(\w+Alarm)`", OPERATIONS)) == set(ALARMS)


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_of_ours_watches_what_the_code_counts(name: str) -> None:
    alarm = ALARMS[name]
    if alarm["Namespace"] == NAMESPACE:
        assert alarm["MetricName"] in COUNTED
        (dimension,) = alarm["Dimensions"]
        assert dimension["Name"] == "service"
        assert dimension["Value"] in FUNCTIONS


def test_the_dashboard_draws_what_the_code_counts() -> None:
    ours = [metric for metric in drawn() if metric[0] == NAMESPACE]
    assert ours
    for _, metric, dimension, value in ours:
        assert metric in COUNTED
        assert (dimension, value in FUNCTIONS) == ("service", True)


def test_the_dashboard_shows_every_alarm() -> None:
    body = resources(hub(), "AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
    assert set(re.findall(r"\$\{(\w+Alarm)\.Arn\}", body)) == set(ALARMS)


def test_every_metric_is_explained() -> None:
    for metric in COUNTED:
        assert f"`{metric}`" in OPERATIONS


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_is_watched_from_the_first_failure_on(metric: str) -> None:
    """A message comes again only after minutes, so failures never come in numbers."""
    assert {alarm["Threshold"] for alarm in watching(metric)} == {0}
    watched = [alarm["Dimensions"][0]["Value"]["Ref"] for alarm in watching(metric)]
    assert sorted(watched) == sorted(f"{name.capitalize()}Function" for name in FUNCTIONS)


def test_work_may_be_attempted_twice_before_its_age_is_an_alarm() -> None:
    alarms = watching("ApproximateAgeOfOldestMessage")
    watched = {alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]: alarm for alarm in alarms}
    assert set(watched) == {name for name in QUEUES if name.endswith("Queue")} - {
        "UndeliveredQueue"
    }
    for queue, alarm in watched.items():
        assert alarm["Threshold"] >= 2 * QUEUES[queue]["VisibilityTimeout"]


@pytest.mark.parametrize("minutes", hub()["Parameters"]["SweepMinutes"]["AllowedValues"])
def test_silence_for_two_sweeps_is_an_alarm(minutes: int) -> None:
    (alarm,) = watching("Sweeps")
    assert (alarm["TreatMissingData"], alarm["ComparisonOperator"]) == (
        "breaching",
        "LessThanThreshold",
    )
    assert alarm["Period"] == {"Fn::FindInMap": ["TwoSweeps", {"Ref": "SweepMinutes"}, "Seconds"]}
    assert hub()["Mappings"]["TwoSweeps"][str(minutes)]["Seconds"] == 2 * 60 * minutes


@pytest.mark.parametrize("minutes", hub()["Parameters"]["SweepMinutes"]["AllowedValues"])
def test_a_request_that_a_rule_decides_may_wait_for_two_sweeps(minutes: int) -> None:
    (alarm,) = watching("SecondsToDecide")
    threshold = {"Fn::FindInMap": ["TwoSweeps", {"Ref": "SweepMinutes"}, "Seconds"]}
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", threshold)
    assert hub()["Mappings"]["TwoSweeps"][str(minutes)]["Seconds"] == 2 * 60 * minutes


def test_the_dashboard_adds_up_the_time_from_request_to_routed() -> None:
    (widget,) = (
        one["properties"]
        for one in dashboard()["widgets"]
        if one["properties"]["title"].startswith("From request to routed")
    )
    by_id = {metric[-1].get("id"): number for number, metric in enumerate(widget["metrics"])}
    assert widget["metrics"][by_id["both"]][0]["expression"] == "decided + routed"
    for known, metric in (("decided", "SecondsToDecide"), ("routed", "SecondsToRoute")):
        assert widget["metrics"][by_id[known]][0] == "..."
        assert widget["metrics"][by_id[known] - 1][1] == metric


def test_whatever_the_sweep_counts_is_summed_over_a_whole_sweep() -> None:
    longest = max(hub()["Parameters"]["SweepMinutes"]["AllowedValues"])
    for metric in (
        "ConnectionsInConflict",
        "RequestsWaiting",
        "RequestsUnannounced",
        "ScopesDenied",
    ):
        (alarm,) = watching(metric)
        assert alarm["Period"] >= 60 * longest
        assert filled_in(alarm["Threshold"]) == 0
