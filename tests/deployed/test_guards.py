"""What a member's roles refuse even to a hub that has been taken over."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from demo.places import DATA, EAST, HUB, TAGGED
from demo.stage import MEMBER_STACK
from demo.story import Theatre
from tests.stacks.templates import ROOT

pytestmark = pytest.mark.deployed

EXTERNAL_ID = "vpc-peering-autopilot"


def taken(cloud_client: Any, arn: str, **more: str) -> dict[str, str]:  # noqa: ANN401 - boto3 has no types
    """The credentials of a role."""
    held = cloud_client.assume_role(RoleArn=arn, RoleSessionName="intruder", **more)["Credentials"]
    return {
        "aws_access_key_id": held["AccessKeyId"],
        "aws_secret_access_key": held["SecretAccessKey"],
        "aws_session_token": held["SessionToken"],
    }


@pytest.fixture(scope="module")
def guarded(theatre: Theatre) -> Theatre:
    """member.yaml in an account whose route tables have to be tagged."""
    client = theatre.cloud.client("cloudformation", TAGGED, EAST)
    given = {
        "HubAccountId": HUB,
        "HubBusArn": theatre.hub["BusArn"],
        "HomeRegion": EAST,
        "AllowedRequesterVpcs": f"arn:aws:ec2:*:{DATA}:vpc/*",
        "RouteTableTag": "managed",
    }
    client.create_stack(
        StackName=MEMBER_STACK,
        TemplateBody=(ROOT / "member.yaml").read_text(),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    client.get_waiter("stack_create_complete").wait(
        StackName=MEMBER_STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    return theatre


@pytest.fixture
def intruder(guarded: Theatre) -> Callable[..., Any]:
    """Go on from one of the hub's roles to one of the member's, and speak to EC2."""

    def as_taken(service: str, credentials: dict[str, str]) -> Any:  # noqa: ANN401 - boto3 has no types
        make: Any = boto3.client  # too many services for one type
        return make(service, region_name=EAST, endpoint_url=guarded.cloud.endpoint, **credentials)

    def enter(hub_role: str, member_role: str, external_id: str = EXTERNAL_ID) -> Any:  # noqa: ANN401 - as above
        own = guarded.cloud.client("sts", HUB, EAST)
        sts = as_taken("sts", taken(own, f"arn:aws:iam::{HUB}:role/vpc-peering-hub-{hub_role}"))
        arn = f"arn:aws:iam::{TAGGED}:role/vpc-peering-{member_role}"
        return as_taken("ec2", taken(sts, arn, ExternalId=external_id))

    return enter


@pytest.mark.parametrize(
    ("hub_role", "member_role"),
    [
        ("accept", "route"),
        ("route", "accept"),
        ("notify", "route"),
        ("sweep", "route"),
        ("survey", "accept"),
        ("operator", "route"),
    ],
)
def test_a_function_enters_members_by_its_own_role_alone(
    intruder: Callable[..., Any], hub_role: str, member_role: str
) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        intruder(hub_role, member_role)


def test_nobody_enters_without_the_external_id(intruder: Callable[..., Any]) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        intruder("route", "route", external_id="guessed")


def test_only_tables_that_bear_the_tag_are_routed(
    guarded: Theatre, intruder: Callable[..., Any]
) -> None:
    owner = guarded.cloud.client("ec2", TAGGED, EAST)
    vpc = guarded.network.vpc(TAGGED, EAST, "10.30.0.0/16")
    peer = guarded.network.vpc(TAGGED, EAST, "10.31.0.0/16")
    tagged, plain = vpc.tables
    owner.create_tags(Resources=[tagged], Tags=[{"Key": "vpc-peering:routes", "Value": "managed"}])
    pcx = guarded.network.request(vpc, peer)
    owner.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    ec2 = intruder("route", "route")
    route = {"DestinationCidrBlock": "10.31.0.0/16", "VpcPeeringConnectionId": pcx}

    ec2.create_route(RouteTableId=tagged, **route)
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ec2.create_route(RouteTableId=plain, **route)
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ec2.create_tags(Resources=[plain], Tags=[{"Key": "vpc-peering:routes", "Value": "managed"}])

    leading = [row["table"] for row in guarded.network.routes(vpc) if row["target"] == pcx]
    assert leading == [tagged]


def test_a_strangers_request_is_not_accepted_whoever_asks(
    guarded: Theatre, intruder: Callable[..., Any]
) -> None:
    """Not by the approvals, not by the code: by `ec2:RequesterVpc` in the member's own role."""
    stranger = guarded.network.vpc("999988887777", EAST, "10.32.0.0/16")
    ours = guarded.network.vpc(TAGGED, EAST, "10.33.0.0/16")
    pcx = guarded.network.request(stranger, ours)

    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        intruder("accept", "accept").accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)

    assert guarded.network.status(pcx, ours) == "pending-acceptance"


@pytest.mark.parametrize("hub_role", ["operator", "accept"])
def test_who_only_looks_can_not_route(
    guarded: Theatre, intruder: Callable[..., Any], hub_role: str
) -> None:
    vpc = guarded.network.vpc(TAGGED, EAST, "10.34.0.0/16")
    ec2 = intruder(hub_role, hub_role)
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ec2.delete_route(RouteTableId=vpc.tables[0], DestinationCidrBlock="10.34.0.0/16")
