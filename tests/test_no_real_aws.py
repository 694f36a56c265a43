import boto3
import pytest


def test_no_test_can_reach_real_aws() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"tried to reach https://ec2\.us-east-1"):
        boto3.client("ec2", region_name="us-east-1").describe_vpcs()
