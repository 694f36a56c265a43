"""What each end of a connection is told of it: one connection, two views."""

from collections.abc import Iterator, Mapping

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import OTHER_ACCOUNT, OTHER_REGION, End, Peers, end, peers, refused

OPTIONS = {
    "AllowDnsResolutionFromRemoteVpc": False,
    "AllowEgressFromLocalClassicLinkToRemoteVpc": False,
    "AllowEgressFromLocalVpcToRemoteClassicLink": False,
}


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def multipath(its_end: End, connection_id: str) -> object:
    seen: Mapping[str, object] = {**its_end.connection(connection_id)}
    return seen.get("MultipathResilienceStatus")


def test_both_ends_are_told_owners_vpcs_and_regions(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    for its_end in (pair.requester, pair.accepter):
        seen = its_end.connection(connection_id)
        for told, meant in (
            (seen["RequesterVpcInfo"], pair.requester),
            (seen["AccepterVpcInfo"], pair.accepter),
        ):
            assert (told["OwnerId"], told["VpcId"], told["Region"]) == (
                meant.account_id,
                meant.vpc_id,
                meant.region,
            )


def test_until_accepted_nobody_is_told_the_accepters_blocks(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    for its_end in (pair.requester, pair.accepter):
        seen = its_end.connection(connection_id)
        assert seen["RequesterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": "10.10.0.0/16"}]
        assert not {"CidrBlock", "CidrBlockSet", "Ipv6CidrBlockSet"} & set(seen["AccepterVpcInfo"])
    pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    seen = pair.requester.connection(connection_id)
    assert seen["AccepterVpcInfo"]["CidrBlockSet"] == [{"CidrBlock": "10.20.0.0/16"}]


def test_every_block_of_both_families_is_told_and_followed(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client, vpc_id = pair.accepter.client, pair.accepter.vpc_id
    added = client.associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock="10.21.0.0/16")
    connection_id = pair.peer()
    client.associate_vpc_cidr_block(VpcId=vpc_id, Ipv6CidrBlock="2001:db8:20::/56", Ipv6Pool="p")

    told = pair.requester.connection(connection_id)["AccepterVpcInfo"]
    assert told["CidrBlock"] == "10.20.0.0/16"
    assert told["CidrBlockSet"] == [{"CidrBlock": "10.20.0.0/16"}, {"CidrBlock": "10.21.0.0/16"}]
    assert told["Ipv6CidrBlockSet"] == [{"Ipv6CidrBlock": "2001:db8:20::/56"}]

    client.disassociate_vpc_cidr_block(AssociationId=added["CidrBlockAssociation"]["AssociationId"])
    told = pair.requester.connection(connection_id)["AccepterVpcInfo"]
    assert told["CidrBlockSet"] == [{"CidrBlock": "10.20.0.0/16"}]


def test_each_end_has_its_own_tags(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.requester.client.create_vpc_peering_connection(
        VpcId=pair.requester.vpc_id,
        PeerVpcId=pair.accepter.vpc_id,
        PeerOwnerId=OTHER_ACCOUNT,
        PeerRegion=OTHER_REGION,
        TagSpecifications=[
            {
                "ResourceType": "vpc-peering-connection",
                "Tags": [{"Key": "Name", "Value": "from here"}],
            }
        ],
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    assert pair.accepter.connection(connection_id)["Tags"] == []
    pair.accepter.client.create_tags(
        Resources=[connection_id], Tags=[{"Key": "Name", "Value": "from there"}]
    )
    assert pair.requester.connection(connection_id)["Tags"] == [
        {"Key": "Name", "Value": "from here"}
    ]
    assert pair.accepter.connection(connection_id)["Tags"] == [
        {"Key": "Name", "Value": "from there"}
    ]


def test_a_connection_that_is_not_seen_cannot_be_tagged(ec2: LocalEc2) -> None:
    with refused("InvalidVpcPeeringConnectionID.NotFound"):
        peers(ec2).requester.client.create_tags(
            Resources=["pcx-00000000000000000"], Tags=[{"Key": "Name", "Value": "x"}]
        )


def test_each_end_is_told_its_own_options_alone(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    seen = pair.requester.connection(connection_id)
    assert seen["RequesterVpcInfo"]["PeeringOptions"] == OPTIONS
    assert "PeeringOptions" not in seen["AccepterVpcInfo"]
    seen = pair.accepter.connection(connection_id)
    assert seen["AccepterVpcInfo"]["PeeringOptions"] == OPTIONS
    assert "PeeringOptions" not in seen["RequesterVpcInfo"]


def test_where_both_ends_are_ours_both_options_are_told(ec2: LocalEc2) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16"))
    seen = pair.requester.connection(pair.peer())
    assert seen["RequesterVpcInfo"]["PeeringOptions"] == OPTIONS
    assert seen["AccepterVpcInfo"]["PeeringOptions"] == OPTIONS


def test_a_request_may_ask_for_multipath_resilience_and_accepting_it_opts_in(
    ec2: LocalEc2,
) -> None:
    ec2.make(multipath_requests=True)
    pair = peers(ec2)
    connection_id = pair.request()
    assert multipath(pair.accepter, connection_id) == "pending"
    pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert multipath(pair.requester, connection_id) == "enabled"


def test_within_a_region_there_is_no_multipath_resilience(ec2: LocalEc2) -> None:
    ec2.make(multipath_requests=True)
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT))
    assert multipath(pair.requester, pair.request()) is None
