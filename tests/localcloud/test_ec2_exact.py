import pytest

from localcloud.ec2 import local_ec2
from localcloud.ec2.install import RULES


def test_a_member_that_ec2_does_not_know_is_not_left_out_in_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    misspelt = {"RouteTables": [{"RouteTableID": "rtb-1"}]}
    monkeypatch.setitem(RULES, "DescribeRouteTables", lambda *_: misspelt)

    with local_ec2() as ec2, pytest.raises(ValueError, match="RouteTable has no RouteTableID"):
        ec2.client("111122223333", "us-east-1").describe_route_tables()
