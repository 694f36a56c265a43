"""Security groups may name a peer's within one Region, and go stale when the peering ends."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import OTHER_ACCOUNT, End, Peers, end, peers, refused


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def neighbours(ec2: LocalEc2) -> Peers:
    """Two accounts' VPCs in one Region."""
    return Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT))


def group(of: End, name: str = "web") -> str:
    return of.client.create_security_group(GroupName=name, Description=name, VpcId=of.vpc_id)[
        "GroupId"
    ]


def let_in(holder: End, group_id: str, peer: End, peer_group: str, port: int = 443) -> None:
    holder.client.authorize_security_group_ingress(
        GroupId=group_id,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": port,
                "ToPort": port,
                "UserIdGroupPairs": [{"GroupId": peer_group, "UserId": peer.account_id}],
                "IpRanges": [{"CidrIp": "10.10.0.0/24"}],
            }
        ],
    )


def test_a_group_names_a_peers_group_while_the_connection_is_active(ec2: LocalEc2) -> None:
    pair = neighbours(ec2)
    mine, theirs = group(pair.requester), group(pair.accepter)
    connection_id = pair.request()
    with refused("InvalidGroup.NotFound", theirs):
        let_in(pair.requester, mine, pair.accepter, theirs)
    pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)

    let_in(pair.requester, mine, pair.accepter, theirs)

    (shown,) = pair.requester.client.describe_security_groups(GroupIds=[mine])["SecurityGroups"]
    (permission,) = shown["IpPermissions"]
    (named,) = permission["UserIdGroupPairs"]
    assert (named["GroupId"], named["UserId"]) == (theirs, OTHER_ACCOUNT)
    assert [r["CidrIp"] for r in permission["IpRanges"]] == ["10.10.0.0/24"]


def test_who_refers_to_a_group_is_told_to_its_owner(ec2: LocalEc2) -> None:
    pair = neighbours(ec2)
    mine, theirs = group(pair.requester), group(pair.accepter)
    connection_id = pair.peer()
    let_in(pair.requester, mine, pair.accepter, theirs)

    found = pair.accepter.client.describe_security_group_references(GroupId=[theirs])

    assert found["SecurityGroupReferenceSet"] == [
        {
            "GroupId": theirs,
            "ReferencingVpcId": pair.requester.vpc_id,
            "VpcPeeringConnectionId": connection_id,
        }
    ]


@pytest.mark.parametrize("gone", ["connection", "group"])
def test_a_rule_goes_stale_when_the_connection_or_the_group_goes(ec2: LocalEc2, gone: str) -> None:
    pair = neighbours(ec2)
    mine, theirs = group(pair.requester), group(pair.accepter)
    connection_id = pair.peer()
    let_in(pair.requester, mine, pair.accepter, theirs)
    client, vpc_id = pair.requester.client, pair.requester.vpc_id
    assert client.describe_stale_security_groups(VpcId=vpc_id)["StaleSecurityGroupSet"] == []

    if gone == "connection":
        pair.accepter.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    else:
        pair.accepter.client.delete_security_group(GroupId=theirs)

    (stale,) = client.describe_stale_security_groups(VpcId=vpc_id)["StaleSecurityGroupSet"]
    assert (stale["GroupId"], stale["VpcId"]) == (mine, vpc_id)
    (permission,) = stale["StaleIpPermissions"]
    assert (permission["FromPort"], permission["ToPort"]) == (443, 443)
    assert permission["UserIdGroupPairs"][0]["VpcPeeringConnectionId"] == connection_id


def test_across_regions_no_group_can_be_named(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    pair.peer()
    mine, theirs = group(pair.requester), group(pair.accepter)
    with refused("InvalidGroup.NotFound"):
        let_in(pair.requester, mine, pair.accepter, theirs)


def test_within_a_vpc_groups_name_each_other_as_ever(ec2: LocalEc2) -> None:
    alone = end(ec2, "10.10.0.0/16")
    one, other = group(alone), group(alone, "app")
    let_in(alone, one, alone, other)
    (shown,) = alone.client.describe_security_groups(GroupIds=[one])["SecurityGroups"]
    assert shown["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == other
    assert (
        alone.client.describe_stale_security_groups(VpcId=alone.vpc_id)["StaleSecurityGroupSet"]
        == []
    )
