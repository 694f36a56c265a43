"""Everything that is kept is encrypted with the stack's key, and who delivers is let in."""

import pytest

from tests.stacks.templates import (
    FUNCTIONS,
    Properties,
    Statement,
    filled_in,
    hub,
    listed,
    resources,
    statements,
)

DELIVER = {"kms:Decrypt", "kms:GenerateDataKey"}
KEY = {"Ref": "Key"}
KEY_ARN = {"Fn::GetAtt": ["Key", "Arn"]}


def let_in(principal: str) -> Statement:
    """What the key's policy says about a service."""
    said = resources(hub(), "AWS::KMS::Key")["Key"]["KeyPolicy"]["Statement"]
    (found,) = [s for s in said if filled_in(s["Principal"].get("Service")) == principal]
    return found  # type: ignore[no-any-return]  # a template is as untyped as YAML


@pytest.mark.parametrize(
    ("kind", "place", "key"),
    [
        ("AWS::SQS::Queue", "KmsMasterKeyId", KEY),
        ("AWS::SNS::Topic", "KmsMasterKeyId", KEY),
        ("AWS::Logs::LogGroup", "KmsKeyId", KEY_ARN),
    ],
)
def test_all_that_keeps_data_is_encrypted_with_the_stacks_key(
    kind: str, place: str, key: Properties
) -> None:
    found = resources(hub(), kind)
    assert found
    assert [properties.get(place) for properties in found.values()] == [key] * len(found)


@pytest.mark.parametrize("name", resources(hub(), "AWS::DynamoDB::Table"))
def test_a_table_is_encrypted_can_be_restored_and_is_kept_with_its_key(name: str) -> None:
    table = hub()["Resources"][name]
    properties = table["Properties"]
    assert properties["SSESpecification"] == {
        "SSEEnabled": True,
        "SSEType": "KMS",
        "KMSMasterKeyId": KEY_ARN,
    }
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert filled_in(properties["DeletionProtectionEnabled"]) == "true"
    for kept in (table, hub()["Resources"]["Key"]):
        assert kept["DeletionPolicy"] == kept["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize(
    "principal", ["events.amazonaws.com", "cloudwatch.amazonaws.com", "sns.amazonaws.com"]
)
def test_who_delivers_may_use_the_key(principal: str) -> None:
    assert set(let_in(principal)["Action"]) == DELIVER


def test_eventbridge_is_let_in_without_the_condition_keys_that_it_does_not_give() -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html."""
    assert "Condition" not in let_in("events.amazonaws.com")


@pytest.mark.parametrize("service", ["cloudwatch", "sns"])
def test_alarms_and_topics_of_other_accounts_may_not_use_the_key(service: str) -> None:
    condition = filled_in(let_in(f"{service}.amazonaws.com")["Condition"])
    assert condition["StringEquals"] == {"aws:SourceAccount": "777788889999"}
    arn = condition["ArnLike"]["aws:SourceArn"]
    assert arn.startswith(f"arn:aws:{service}:us-east-1:777788889999:")


def test_logs_may_use_the_key_for_our_functions_log_groups_only() -> None:
    said = let_in("logs.us-east-1.amazonaws.com")
    context = filled_in(said["Condition"])["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    prefix = context.removesuffix("*")
    groups = resources(hub(), "AWS::Logs::LogGroup").values()
    assert len(groups) >= len(FUNCTIONS)
    for group in groups:
        name = filled_in(group["LogGroupName"])
        assert f"arn:aws:logs:us-east-1:777788889999:log-group:{name}".startswith(prefix)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_may_use_the_key_only_through_what_it_talks_to(name: str) -> None:
    its_role = resources(hub(), "AWS::IAM::Role")[f"{name.capitalize()}Role"]
    (using,) = [s for s in statements(its_role) if any("kms:" in a for a in listed(s["Action"]))]
    assert (set(using["Action"]), using["Resource"]) == (DELIVER, KEY_ARN)
    asked = {a.partition(":")[0] for s in statements(its_role) for a in listed(s["Action"])}
    through = filled_in(using["Condition"]["StringEquals"]["kms:ViaService"])
    talks_to = asked & {"sqs", "dynamodb", "sns"}
    assert set(through) == {f"{service}.us-east-1.amazonaws.com" for service in talks_to}


def test_alarms_may_publish_and_nobody_speaks_to_the_topic_in_the_clear() -> None:
    (policy,) = resources(hub(), "AWS::SNS::TopicPolicy").values()
    allowed, denied = policy["PolicyDocument"]["Statement"]
    assert (allowed["Principal"], allowed["Action"]) == (
        {"Service": "cloudwatch.amazonaws.com"},
        "sns:Publish",
    )
    assert (denied["Effect"], denied["Principal"]) == ("Deny", "*")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
