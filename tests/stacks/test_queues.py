import pytest

from tests.stacks.templates import (
    FUNCTIONS,
    Properties,
    Statement,
    filled_in,
    function,
    hub,
    listed,
    resources,
    targets_of,
)

QUEUES = resources(hub(), "AWS::SQS::Queue")
RULES = resources(hub(), "AWS::Events::Rule")
WORK = [name for name in QUEUES if name.endswith("Queue") and name != "UndeliveredQueue"]
LAST = [name for name in QUEUES if name not in WORK]
TWO_WEEKS = 14 * 24 * 60 * 60


def policy(queue: str) -> list[Statement]:
    """What the queue's policy says."""
    (found,) = (
        declared["PolicyDocument"]["Statement"]
        for declared in resources(hub(), "AWS::SQS::QueuePolicy").values()
        if {"Ref": queue} in declared["Queues"]
    )
    return found  # type: ignore[no-any-return]  # a template is as untyped as YAML


def arns(rules: list[str]) -> list[Properties]:
    return [{"Fn::GetAtt": [rule, "Arn"]} for rule in rules]


def test_each_function_but_sweep_and_decide_has_a_queue_of_its_own() -> None:
    queued = [name for name in FUNCTIONS if name not in {"sweep", "decide"}]
    assert {f"{name.capitalize()}Queue" for name in queued} == set(WORK)


@pytest.mark.parametrize("queue", WORK)
def test_what_keeps_failing_goes_to_the_functions_own_dead_letters(queue: str) -> None:
    name = queue.removesuffix("Queue")
    dead_letters = f"{name}DeadLetters"
    redrive = QUEUES[queue]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": [dead_letters, "Arn"]}
    assert redrive["maxReceiveCount"] >= 5  # Lambda's own throttles count as receives, too
    told = function(name.lower())["Environment"]["Variables"]["PEERING_DEAD_LETTER_QUEUE_URL"]
    assert told == {"Ref": dead_letters}


@pytest.mark.parametrize("queue", LAST)
def test_no_queue_takes_for_its_dead_letters_what_has_no_queue(queue: str) -> None:
    fed = {QUEUES[one]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] for one in WORK}
    allowed = QUEUES[queue].get("RedriveAllowPolicy")
    assert allowed == (None if queue in fed else {"redrivePermission": "denyAll"})


@pytest.mark.parametrize("queue", LAST)
def test_dead_letters_are_kept_as_long_as_sqs_keeps_anything(queue: str) -> None:
    assert QUEUES[queue]["MessageRetentionPeriod"] == TWO_WEEKS
    assert "RedrivePolicy" not in QUEUES[queue]


@pytest.mark.parametrize("queue", WORK)
def test_a_dead_letter_outlives_the_queue_that_it_comes_from(queue: str) -> None:
    """SQS counts a dead letter's age from when it was first sent."""
    assert QUEUES[queue]["MessageRetentionPeriod"] < TWO_WEEKS


@pytest.mark.parametrize("queue", LAST)
def test_somebody_is_told_of_a_dead_letter(queue: str) -> None:
    watched = [
        alarm
        for alarm in resources(hub(), "AWS::CloudWatch::Alarm").values()
        if alarm["Dimensions"]
        == [{"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}]
    ]
    (alarm,) = watched
    assert alarm["AlarmActions"] == [{"Ref": "Topic"}]
    assert (alarm["MetricName"], alarm["Threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)


@pytest.mark.parametrize("queue", QUEUES)
def test_every_queue_is_encrypted(queue: str) -> None:
    assert QUEUES[queue].get("SqsManagedSseEnabled") is True or "KmsMasterKeyId" in QUEUES[queue]


@pytest.mark.parametrize("queue", WORK)
def test_a_queue_admits_the_rules_that_deliver_to_it_and_no_other(queue: str) -> None:
    delivering = [name for name, rule in RULES.items() if queue in targets_of(rule)]
    (allowed,) = [said for said in policy(queue) if said["Effect"] == "Allow"]
    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert listed(allowed["Action"]) == ["sqs:SendMessage"]
    assert allowed["Resource"] == {"Fn::GetAtt": [queue, "Arn"]}
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": arns(delivering)}}


def test_what_a_rule_cannot_deliver_is_kept() -> None:
    for rule in RULES.values():
        for target in rule["Targets"]:
            assert filled_in(target["DeadLetterConfig"]["Arn"]).endswith(":UndeliveredQueue")
    (allowed,) = [said for said in policy("UndeliveredQueue") if said["Effect"] == "Allow"]
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": arns(list(RULES))}}


@pytest.mark.parametrize("queue", QUEUES)
def test_nobody_speaks_to_a_queue_in_the_clear(queue: str) -> None:
    denied = [said for said in policy(queue) if said["Effect"] == "Deny"]
    assert [said["Condition"] for said in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]
    assert denied[0]["Principal"] == "*"
