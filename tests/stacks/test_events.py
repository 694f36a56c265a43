"""Which events the rules take, and what the bus admits from other accounts."""

import json

import pytest
from moto.events.models import EventPattern

from tests.intake.examples import bodies, files
from tests.stacks.templates import (
    HUB_ACCOUNT,
    Properties,
    filled_in,
    hub,
    member,
    resources,
    targets_of,
)

type Event = dict[str, object]

MEMBER_ACCOUNT = "111122223333"
FORWARDED = "AWS API Call via CloudTrail"


def matches(rule: Properties, event: Event) -> bool:
    pattern = json.dumps(filled_in(rule["EventPattern"]))
    return bool(EventPattern.load(pattern).matches_event(event))


def queues(event: Event) -> set[str]:
    """Where the hub's rules deliver the event."""
    rules = resources(hub(), "AWS::Events::Rule").values()
    return {queue for rule in rules if matches(rule, event) for queue in targets_of(rule)}


def forwarded(event: Event) -> bool:
    (rule,) = resources(member(), "AWS::Events::Rule").values()
    return matches(rule, event)


def events(folder: str) -> list[tuple[str, Event]]:
    """Every event in a folder's payloads: not our own queue messages, nor what is malformed."""
    return [
        (f"{folder}/{path.stem}", event)
        for path in files(folder)
        for event in map(_read, bodies(path))
        if "detail-type" in event
    ]


def _read(body: str) -> Event:
    try:
        read: Event = json.loads(body)
    except ValueError:
        return {}
    return read


def of(folder: str, **fields: str) -> list[tuple[str, Event]]:
    """Those of a folder's events that have these fields."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return [(name, event) for name, event in events(folder) if named.items() <= event.items()]


def in_words(value: object) -> str:
    return value if isinstance(value, str) else ""


RECORDS = [
    (queue, name, event)
    for folder, queue in (
        ("accept", "AcceptQueue"),
        ("route", "RouteQueue"),
        ("survey", "SurveyQueue"),
    )
    for name, event in of(folder, detail_type=FORWARDED)
]


@pytest.mark.parametrize(("queue", "name", "record"), RECORDS, ids=in_words)
def test_a_record_is_forwarded_and_reaches_its_function_alone(
    queue: str, name: str, record: Event
) -> None:
    assert forwarded(record)
    assert queues(record) == {queue}


@pytest.mark.parametrize(("queue", "name", "record"), RECORDS, ids=in_words)
def test_the_same_call_refused_by_ec2_goes_nowhere(queue: str, name: str, record: Event) -> None:
    detail = record["detail"]
    assert isinstance(detail, dict)
    failed = {**record, "detail": {**detail, "errorCode": "Client.UnauthorizedOperation"}}
    assert not forwarded(failed)
    assert queues(failed) == set()


# What the program refuses by itself, because no pattern can tell it from what it acts on.
ADMITTED = {
    "foreign/accepted-by-our-own-role",
    "foreign/malformed-account-as-number",
    "foreign/malformed-connection-id",
    "foreign/malformed-no-connection",
}


@pytest.mark.parametrize(("name", "event"), events("foreign"), ids=in_words)
def test_what_is_not_for_us_goes_nowhere(name: str, event: Event) -> None:
    assert (forwarded(event), bool(queues(event))) == (name in ADMITTED,) * 2


@pytest.mark.parametrize(("name", "event"), events("notify"), ids=in_words)
def test_every_announcement_is_published_and_only_an_acceptance_is_routed(
    name: str, event: Event
) -> None:
    acted_on = event["detail-type"] == "Peering Accepted"
    assert queues(event) == {"NotifyQueue"} | ({"RouteQueue"} if acted_on else set())
    assert not forwarded(event)


def test_an_acceptance_that_was_only_observed_is_not_routed() -> None:
    (accepted,) = [event for name, event in events("notify") if name == "notify/accepted"]
    detail = accepted["detail"]
    assert isinstance(detail, dict)
    assert queues({**accepted, "detail": {**detail, "mode": "observe"}}) == {"NotifyQueue"}


@pytest.mark.parametrize(("name", "event"), events("notify"), ids=in_words)
def test_what_another_account_announces_goes_nowhere(name: str, event: Event) -> None:
    assert event["account"] == HUB_ACCOUNT
    assert queues({**event, "account": MEMBER_ACCOUNT}) == set()


@pytest.mark.parametrize("source", ["vpc-peering", "vpc-peering-autopilot-2", "aws.ec2"])
@pytest.mark.parametrize(("name", "event"), events("notify"), ids=in_words)
def test_what_another_program_announces_goes_nowhere(name: str, event: Event, source: str) -> None:
    assert queues({**event, "source": source}) == set()


def test_what_members_forward_is_what_the_hub_acts_on() -> None:
    patterns = [rule["EventPattern"] for rule in resources(hub(), "AWS::Events::Rule").values()]
    acted_on = {
        name for pattern in patterns for name in pattern.get("detail", {}).get("eventName", ())
    }
    (rule,) = resources(member(), "AWS::Events::Rule").values()
    assert set(rule["EventPattern"]["detail"]["eventName"]) == acted_on


def test_the_bus_takes_nothing_but_records_from_other_accounts() -> None:
    (bus,) = resources(hub(), "AWS::Events::EventBus").values()
    condition, policy, otherwise = bus["Policy"]["Fn::If"]
    assert (condition, otherwise) == ("TakesForeignEvents", {"Ref": "AWS::NoValue"})
    (statement,) = policy["Statement"]
    assert statement["Action"] == "events:PutEvents"
    every_entry = {"events:source": "aws.ec2", "events:detail-type": FORWARDED}
    assert statement["Condition"]["ForAllValues:StringEquals"] == every_entry
    assert statement["Condition"]["Null"] == dict.fromkeys(every_entry, "false")
    by_organization, by_account = statement["Condition"]["StringEquals"]["Fn::If"][1:]
    assert by_organization == {"aws:PrincipalOrgID": {"Ref": "OrganizationId"}}
    assert by_account == {"Ref": "AWS::NoValue"}
    assert statement["Condition"]["Bool"] == {"events:eventBusInvocation": "true"}
    organization, everybody, members = statement["Principal"]["Fn::If"]
    assert (organization, everybody) == ("HasOrganization", "*")
    assert members == {"AWS": {"Ref": "MemberAccounts"}}
    assert filled_in(statement["Resource"]).endswith("event-bus/vpc-peering-hub")


def test_members_put_events_on_the_hubs_bus_and_nowhere_else() -> None:
    (rule,) = resources(member(), "AWS::Events::Rule").values()
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Ref": "HubBusArn"}
    assert target["RoleArn"] == {"Fn::GetAtt": ["ForwardRole", "Arn"]}
    assert "EventBusName" not in rule  # the account's own, where CloudTrail's records arrive
