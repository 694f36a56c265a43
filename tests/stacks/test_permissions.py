"""Who may do what: nothing is allowed by a wildcard, and members let in by name whom they know."""

import pytest

from peering.aws.sessions import READ_ONLY
from tests.stacks.templates import (
    FUNCTIONS,
    HUB_ACCOUNT,
    Properties,
    Statement,
    environment,
    filled_in,
    function,
    hub,
    listed,
    member,
    resources,
    statements,
)

HUB_ROLES = resources(hub(), "AWS::IAM::Role")
MEMBER_ROLES = resources(member(), "AWS::IAM::Role")
ROLES = [("hub", name, role) for name, role in HUB_ROLES.items()] + [
    ("member", name, role) for name, role in MEMBER_ROLES.items()
]
LOOKS = {
    "ec2:DescribeVpcPeeringConnections",
    "ec2:DescribeVpcs",
    "ec2:DescribeRouteTables",
    "ec2:DescribeStaleSecurityGroups",
}
TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def role(name: str, where: dict[str, Properties]) -> Properties:
    return where[f"{name.capitalize()}Role"]


def trust(its_role: Properties) -> Statement:
    (only,) = its_role["AssumeRolePolicyDocument"]["Statement"]
    return only  # type: ignore[no-any-return]  # a template is as untyped as YAML


def actions(statement: Statement) -> set[str]:
    return set(listed(statement["Action"]))


def about(its_role: Properties, *wanted: str) -> list[Statement]:
    return [said for said in statements(its_role) if actions(said) & set(wanted)]


@pytest.mark.parametrize(("where", "name", "its_role"), ROLES)
def test_every_action_is_named_and_every_resource_that_has_a_name(
    where: str, name: str, its_role: Properties
) -> None:
    for statement in statements(its_role):
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in actions(statement))
        if "*" in listed(statement["Resource"]):
            assert actions(statement) <= (TRACES if where == "hub" else LOOKS)


def test_the_hub_may_not_touch_ec2_or_anybodys_permissions() -> None:
    services = {
        action.partition(":")[0]
        for name, its_role in HUB_ROLES.items()
        if name != "OperatorRole"
        for statement in statements(its_role)
        for action in actions(statement)
    }
    assert services == {"logs", "xray", "kms", "sqs", "dynamodb", "events", "sns", "sts"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_runs_as_a_role_of_its_own_that_lambda_alone_assumes(name: str) -> None:
    assert function(name)["Role"] == {"Fn::GetAtt": [f"{name.capitalize()}Role", "Arn"]}
    trusted = trust(role(name, HUB_ROLES))
    assert trusted["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert filled_in(role(name, HUB_ROLES)["RoleName"]) == f"vpc-peering-hub-{name}"


@pytest.mark.parametrize(
    ("name", "let_in"), [("accept", ["accept"]), ("route", ["route", "survey"])]
)
def test_a_member_lets_in_the_functions_that_need_it_by_name(name: str, let_in: list[str]) -> None:
    trusted = trust(role(name, MEMBER_ROLES))
    assert trusted["Principal"] == {
        "AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${HubAccountId}:root"}
    }
    known = listed(trusted["Condition"]["ArnEquals"]["aws:PrincipalArn"])
    hub_roles = [role(function_name, HUB_ROLES)["RoleName"] for function_name in let_in]
    prefix = "arn:${AWS::Partition}:iam::${HubAccountId}:role/"
    assert [arn["Fn::Sub"] for arn in known] == [prefix + named["Fn::Sub"] for named in hub_roles]
    assert trusted["Condition"]["StringEquals"] == {"sts:ExternalId": {"Ref": "ExternalId"}}


@pytest.mark.parametrize(
    ("name", "entered"),
    [("accept", "accept"), ("route", "route"), ("survey", "route"), ("decide", "operator")],
)
def test_a_function_asks_for_the_role_that_members_have_and_may_assume_it(
    name: str, entered: str
) -> None:
    asked_for = environment(name)["PEERING_ROLE_ARN"]
    members = filled_in(role(entered, MEMBER_ROLES)["RoleName"])
    assert asked_for == f"arn:aws:iam::{{account}}:role/{members}"
    (allowed,) = about(role(name, HUB_ROLES), "sts:AssumeRole")
    assert filled_in(allowed["Resource"]) == asked_for.replace("{account}", "*")
    condition, by_organization, by_account = allowed["Condition"]["StringEquals"]["Fn::If"]
    assert condition == "HasOrganization"
    assert by_organization == {"aws:ResourceOrgID": {"Ref": "OrganizationId"}}
    assert set(by_account) == {"aws:ResourceAccount"}


def test_both_stacks_begin_names_alike_and_know_the_same_external_id() -> None:
    for parameter in ("RolePrefix", "ExternalId"):
        ours, theirs = (t["Parameters"][parameter] for t in (hub(), member()))
        assert ours["Default"] == theirs["Default"]
        assert ours.get("AllowedPattern") == theirs.get("AllowedPattern")


def test_the_roles_are_made_in_one_region_and_what_forwards_in_every_one() -> None:
    """IAM is global: a role that each Region's stack makes has to have the Region in its name."""
    conditions = {
        name: resource.get("Condition")
        for name, resource in member()["Resources"].items()
        if resource["Type"] == "AWS::IAM::Role"
    }
    assert conditions == {
        "ForwardRole": None,
        "AcceptRole": "IsHome",
        "RouteRole": "IsHome",
        "OperatorRole": "IsHome",
    }
    assert filled_in(MEMBER_ROLES["ForwardRole"]["RoleName"]) == "vpc-peering-forward-us-east-1"
    assert trust(MEMBER_ROLES["ForwardRole"])["Principal"] == {"Service": "events.amazonaws.com"}
    (forwarding,) = statements(MEMBER_ROLES["ForwardRole"])
    assert (forwarding["Action"], forwarding["Resource"]) == (
        "events:PutEvents",
        {"Ref": "HubBusArn"},
    )


def test_only_requests_of_allowed_vpcs_can_be_accepted() -> None:
    """In one statement, the condition on the connection would be asked of the VPC too."""
    connection, vpc = about(role("accept", MEMBER_ROLES), "ec2:AcceptVpcPeeringConnection")
    assert filled_in(connection["Resource"]).endswith(":vpc-peering-connection/*")
    assert connection["Condition"] == {
        "ArnLike": {"ec2:RequesterVpc": {"Ref": "AllowedRequesterVpcs"}}
    }
    assert filled_in(vpc["Resource"]).endswith(f":{HUB_ACCOUNT}:vpc/*")
    assert "Condition" not in vpc
    assert "Default" not in member()["Parameters"]["AllowedRequesterVpcs"]


def test_only_our_own_tags_are_written() -> None:
    (tagging,) = about(role("route", MEMBER_ROLES), "ec2:CreateTags")
    assert tagging["Condition"] == {
        "ForAllValues:StringLike": {"aws:TagKeys": ["Name", "vpc-peering:*"]}
    }
    assert filled_in(tagging["Resource"]).endswith(":vpc-peering-connection/*")


def test_neither_member_role_does_the_others_work() -> None:
    may = {
        name: {a for s in statements(role(name, MEMBER_ROLES)) for a in actions(s)} - LOOKS
        for name in ("accept", "route")
    }
    assert not may["accept"] & may["route"]


def test_survey_narrows_its_session_to_looking() -> None:
    looks = {action for action in LOOKS if f'"{action}"' in READ_ONLY}
    assert looks == LOOKS
    assert READ_ONLY.count('"ec2:') == len(LOOKS)


def test_notify_reaches_nothing_in_the_ledger_but_its_own_key() -> None:
    (remembering,) = about(role("notify", HUB_ROLES), "dynamodb:PutItem")
    assert remembering["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["notify"]}
    }


def test_operators_look_and_change_nothing() -> None:
    may = {action for said in statements(HUB_ROLES["OperatorRole"]) for action in actions(said)}
    assert may == {
        "cloudformation:DescribeStacks",
        "lambda:GetFunctionConfiguration",
        "dynamodb:Query",
        "dynamodb:BatchGetItem",
        "kms:Decrypt",
        "sts:AssumeRole",
    }
    (looking,) = statements(MEMBER_ROLES["OperatorRole"])
    assert actions(looking) == LOOKS - {"ec2:DescribeStaleSecurityGroups"}


def test_operators_are_those_that_are_named_and_enter_members_by_name() -> None:
    hubs, members = HUB_ROLES["OperatorRole"], MEMBER_ROLES["OperatorRole"]
    assert trust(hubs)["Condition"] == {"ArnLike": {"aws:PrincipalArn": {"Ref": "Operators"}}}
    assert hub()["Resources"]["OperatorRole"]["Condition"] == "HasOperators"
    assert hub()["Parameters"]["Operators"]["Default"] == ""
    known = trust(members)["Condition"]
    assert known["StringEquals"] == {"sts:ExternalId": {"Ref": "ExternalId"}}
    prefix = "arn:${AWS::Partition}:iam::${HubAccountId}:role/"
    let_in = [arn["Fn::Sub"] for arn in known["ArnEquals"]["aws:PrincipalArn"]]
    assert let_in == [prefix + r["RoleName"]["Fn::Sub"] for r in (hubs, role("decide", HUB_ROLES))]
    (entering,) = about(hubs, "sts:AssumeRole")
    entered = filled_in(entering["Resource"])
    assert entered == f"arn:aws:iam::*:role/{filled_in(members['RoleName'])}"
    told = filled_in(hub()["Outputs"]["MemberOperatorRole"]["Value"])
    assert told.replace("{account}", "*") == entered


def test_a_tag_can_be_required_of_route_tables() -> None:
    (routing,) = about(role("route", MEMBER_ROLES), "ec2:CreateRoute")
    required, condition, otherwise = routing["Condition"]["Fn::If"]
    assert (required, otherwise) == ("AsksForTag", {"Ref": "AWS::NoValue"})
    assert condition == {
        "StringEquals": {"aws:ResourceTag/vpc-peering:routes": {"Ref": "RouteTableTag"}}
    }
    assert member()["Parameters"]["RouteTableTag"]["Default"] == ""


def test_decide_alone_writes_what_people_decided() -> None:
    writes = {"dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem"}
    writes.add("dynamodb:BatchWriteItem")
    table = {"Fn::GetAtt": ["Decisions", "Arn"]}
    may_write = {
        name
        for name, its_role in HUB_ROLES.items()
        for statement in about(its_role, *writes)
        if table in listed(statement["Resource"])
    }
    assert may_write == {"DecideRole"}


def test_decide_writes_nothing_but_decisions_and_looks_at_members_alone() -> None:
    decide = role("decide", HUB_ROLES)
    for statement in about(decide, "dynamodb:PutItem", "dynamodb:DeleteItem"):
        assert statement["Resource"] == {"Fn::GetAtt": ["Decisions", "Arn"]}
    (entering,) = about(decide, "sts:AssumeRole")
    assert filled_in(entering["Resource"]).endswith("-operator")


def test_who_decides_calls_the_url_that_verifies_them_and_nothing_else() -> None:
    """Whoever could invoke the function itself could say that they are somebody else."""
    policy = resources(hub(), "AWS::IAM::ManagedPolicy")["DecidePolicy"]["PolicyDocument"]
    conditions = {
        said["Action"]: said.get("Condition")
        for said in policy["Statement"]
        if said["Resource"] == {"Fn::GetAtt": ["DecideFunction", "Arn"]}
    }
    assert conditions == {
        "lambda:InvokeFunctionUrl": {"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}},
        "lambda:InvokeFunction": {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}},
    }
