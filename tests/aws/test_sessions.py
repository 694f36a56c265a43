"""Ways into governed scopes: one role an account, kept while its credentials last."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from peering.aws.sessions import READ_ONLY, Ec2Clients, MemberRole
from peering.core.model import AccountId, Region, Scope
from peering.errors import ScopeDeniedError, TryLaterError
from tests.world import FakeClock

if TYPE_CHECKING:
    from mypy_boto3_sts import STSClient

ACCOUNT, OTHER = AccountId("111122223333"), AccountId("444455556666")
HERE, ABROAD = Scope(ACCOUNT, Region("us-east-1")), Scope(ACCOUNT, Region("eu-west-1"))
ELSEWHERE = Scope(OTHER, Region("us-east-1"))
ROLE = MemberRole("arn:aws:iam::{account}:role/vpc-peering-accept", "external", "peering/accept v1")
KEYS = {"AccessKeyId": "ASIAEXAMPLEEXAMPLE", "SecretAccessKey": "s", "SessionToken": "t"}


@pytest.fixture
def sts() -> Iterator["STSClient"]:
    with mock_aws():
        yield boto3.client("sts", region_name="us-east-1")


def answers(stub: Stubber, clock: FakeClock, account: str, **more: str) -> None:
    """Let STS hand out an hour in *account*, once, if it is asked exactly this."""
    issued = clock()
    stub.add_response(
        "assume_role",
        {"Credentials": {**KEYS, "Expiration": issued.replace(hour=issued.hour + 1)}},
        {
            "RoleArn": f"arn:aws:iam::{account}:role/vpc-peering-accept",
            "RoleSessionName": "peering-accept-v1",
            "ExternalId": "external",
            **more,
        },
    )


def test_one_role_serves_all_regions_of_an_account(sts: "STSClient") -> None:
    clock = FakeClock()
    clients = Ec2Clients(ROLE, clock, lambda: sts)
    with Stubber(sts) as stub:
        answers(stub, clock, ACCOUNT)
        answers(stub, clock, OTHER)

        regions = [clients(scope).meta.region_name for scope in (HERE, ABROAD, ELSEWHERE)]
        again = clients(HERE)

        stub.assert_no_pending_responses()
    assert regions == ["us-east-1", "eu-west-1", "us-east-1"]
    assert again is clients(HERE)


def test_a_session_is_renewed_five_minutes_before_it_expires(sts: "STSClient") -> None:
    clock = FakeClock()
    clients = Ec2Clients(ROLE, clock, lambda: sts)
    with Stubber(sts) as stub:
        answers(stub, clock, ACCOUNT)
        first = clients(HERE)
        clock.advance(minutes=54, seconds=59)
        kept = clients(HERE)
        clock.advance(seconds=1)
        answers(stub, clock, ACCOUNT)
        renewed = clients(HERE)

    assert kept is first
    assert renewed is not first


def test_a_reader_asks_for_less_than_the_role_allows(sts: "STSClient") -> None:
    clock = FakeClock()
    role = MemberRole(ROLE.arn, ROLE.external_id, ROLE.session_name, READ_ONLY)
    with Stubber(sts) as stub:
        answers(stub, clock, ACCOUNT, Policy=READ_ONLY)
        Ec2Clients(role, clock, lambda: sts)(HERE)
        stub.assert_no_pending_responses()

    (statement,) = json.loads(READ_ONLY)["Statement"]
    assert all(action.startswith("ec2:Describe") for action in statement["Action"])


@pytest.mark.parametrize("code", ["AccessDenied", "RegionDisabledException", "ValidationError"])
def test_a_role_that_can_not_be_assumed_denies_the_scope_and_says_what_to_check(
    sts: "STSClient", code: str
) -> None:
    with Stubber(sts) as stub:
        stub.add_client_error("assume_role", code, "no", 403)
        with pytest.raises(ScopeDeniedError, match=r"member\.yaml") as denied:
            Ec2Clients(ROLE, FakeClock(), lambda: sts)(ABROAD)

    assert denied.value.scope == ABROAD
    assert "arn:aws:iam::111122223333:role/vpc-peering-accept" in denied.value.reason


def test_a_throttled_sts_denies_nothing(sts: "STSClient") -> None:
    with Stubber(sts) as stub:
        stub.add_client_error("assume_role", "Throttling", "slow down", 400)
        with pytest.raises(TryLaterError):
            Ec2Clients(ROLE, FakeClock(), lambda: sts)(HERE)
