from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from localcloud import LocalCloud
from tests.localcloud.server_lab import MEMBER_REGION, inbox


def test_a_change_is_announced_on_the_callers_bus_and_a_look_is_not(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    account = new_account()
    heard = inbox(cloud, account, MEMBER_REGION)
    ec2 = cloud.client("ec2", account, MEMBER_REGION)
    ec2.describe_vpcs()
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    (event,) = heard.wait_for(1)
    assert event["source"] == "aws.ec2"
    assert event["detail-type"] == "AWS API Call via CloudTrail"
    assert event["detail"]["eventName"] == "CreateVpc"
    assert event["detail"]["recipientAccountId"] == account
    assert heard.stays_empty()


def test_a_refused_change_is_announced_with_its_error(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    account = new_account()
    heard = inbox(cloud, account, MEMBER_REGION)
    ec2 = cloud.client("ec2", account, MEMBER_REGION)
    with pytest.raises(ClientError):
        ec2.delete_vpc(VpcId="vpc-0123456789abcdef0")
    (event,) = heard.wait_for(1)
    assert event["detail"]["errorCode"] == "Client.InvalidVpcID.NotFound"
    assert event["detail"]["responseElements"] is None


def test_events_can_be_withheld_repeated_and_delayed(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    account = new_account()
    heard = inbox(cloud, account, MEMBER_REGION)
    ec2 = cloud.client("ec2", account, MEMBER_REGION)
    with cloud.mute_events("CreateVpc"):
        ec2.create_vpc(CidrBlock="10.0.0.0/16")
        assert heard.stays_empty()
    cloud.deliver_events({"*": {"copies": 2, "delay_seconds": 1.0}})
    try:
        ec2.create_vpc(CidrBlock="10.1.0.0/16")
        assert heard.stays_empty()
        first, second = heard.wait_for(2)
    finally:
        cloud.deliver_events({})
    assert first["detail"]["eventID"] == second["detail"]["eventID"]
