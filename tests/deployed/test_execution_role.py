"""The credentials that the local cloud gives a function are those of its role, and no more."""

import boto3
import pytest
from botocore.exceptions import ClientError

from demo.places import DATA, EAST, HUB
from demo.story import Theatre

pytestmark = pytest.mark.deployed


def test_a_functions_credentials_let_it_into_members_as_its_own_role_only(theatre: Theatre) -> None:
    told = theatre.cloud.environment_of(theatre.hub["AcceptFunction"], HUB, EAST)
    sts = boto3.client(
        "sts",
        region_name=EAST,
        endpoint_url=theatre.cloud.endpoint,
        aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=told["AWS_SESSION_TOKEN"],
    )

    def enter(name: str) -> str:
        role = f"arn:aws:iam::{DATA}:role/vpc-peering-{name}"
        external_id = told["PEERING_EXTERNAL_ID"]
        return sts.assume_role(RoleArn=role, RoleSessionName="test", ExternalId=external_id)[
            "AssumedRoleUser"
        ]["Arn"]

    assert ":assumed-role/vpc-peering-hub-accept/" in sts.get_caller_identity()["Arn"]
    assert f"::{DATA}:assumed-role/vpc-peering-accept/" in enter("accept")
    with pytest.raises(ClientError, match="AccessDenied"):
        enter("route")
