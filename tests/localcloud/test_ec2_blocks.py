"""CIDR blocks that come and go while VPCs are peered."""

from collections.abc import Iterator

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import OTHER_ACCOUNT, Peers, end, peers, refused


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def test_a_pending_request_fails_when_the_accepter_adds_an_overlapping_block(
    ec2: LocalEc2,
) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT))
    connection_id = pair.request()
    pair.accepter.client.associate_vpc_cidr_block(
        VpcId=pair.accepter.vpc_id, CidrBlock="10.10.128.0/20"
    )
    assert pair.statuses(connection_id) == ("failed", None)


def test_secondary_and_ipv6_blocks_overlap_as_well(ec2: LocalEc2) -> None:
    for extra in ({"CidrBlock": "100.64.0.0/16"}, {"Ipv6CidrBlock": "2001:db8::/56"}):
        pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT))
        for its_end in (pair.requester, pair.accepter):
            its_end.client.associate_vpc_cidr_block(VpcId=its_end.vpc_id, **extra)  # type: ignore[arg-type]
        assert pair.requester.status(pair.request()) == "failed"


def test_a_block_that_was_disassociated_overlaps_nothing(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client = pair.accepter.client
    added = client.associate_vpc_cidr_block(VpcId=pair.accepter.vpc_id, CidrBlock="10.10.128.0/20")
    client.disassociate_vpc_cidr_block(AssociationId=added["CidrBlockAssociation"]["AssociationId"])
    assert pair.requester.status(pair.request()) == "pending-acceptance"


def test_a_peered_vpc_cannot_add_a_block_that_overlaps_its_peer(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    with refused("InvalidParameterValue", "overlaps"):
        pair.accepter.client.associate_vpc_cidr_block(
            VpcId=pair.accepter.vpc_id, CidrBlock="10.10.128.0/20"
        )
    assert pair.requester.status(connection_id) == "active"


def test_a_route_blocks_a_block_as_wide_as_its_destination(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    client, vpc_id = pair.requester.client, pair.requester.vpc_id
    client.create_route(
        RouteTableId=pair.requester.table_id(),
        DestinationCidrBlock="10.30.0.0/18",
        VpcPeeringConnectionId=pair.peer(),
    )
    for block in ("10.30.0.0/18", "10.30.0.0/16"):
        with refused("InvalidParameterValue", "conflicts with the route"):
            client.associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock=block)
    client.associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock="10.30.0.0/20")


def test_a_new_block_can_be_associating_for_a_while(ec2: LocalEc2) -> None:
    ec2.make(associating_seconds=30)
    pair = peers(ec2)
    connection_id = pair.peer()
    client, vpc_id = pair.accepter.client, pair.accepter.vpc_id
    client.associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock="10.21.0.0/16")

    def states() -> list[str]:
        vpc = client.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]
        return [block["CidrBlockState"]["State"] for block in vpc["CidrBlockAssociationSet"]]

    def told() -> list[str]:
        blocks = pair.requester.connection(connection_id)["AccepterVpcInfo"]["CidrBlockSet"]
        return [block["CidrBlock"] for block in blocks]

    assert states() == ["associated", "associating"]
    assert told() == ["10.20.0.0/16"]
    ec2.clock.advance(30)
    assert states() == ["associated", "associated"]
    assert told() == ["10.20.0.0/16", "10.21.0.0/16"]


def test_a_block_that_goes_or_never_came_is_listed_and_is_no_block(ec2: LocalEc2) -> None:
    ec2.make(disassociating_seconds=30)
    pair = peers(ec2)
    connection_id = pair.peer()
    client, vpc_id = pair.accepter.client, pair.accepter.vpc_id
    added = client.associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock="10.21.0.0/16")
    client.disassociate_vpc_cidr_block(AssociationId=added["CidrBlockAssociation"]["AssociationId"])
    ec2.make(associations_fail=True)
    client.associate_vpc_cidr_block(VpcId=vpc_id, CidrBlock="10.22.0.0/16")

    def states() -> list[str]:
        vpc = client.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]
        return [block["CidrBlockState"]["State"] for block in vpc["CidrBlockAssociationSet"]]

    assert states() == ["associated", "disassociating", "failed"]
    assert pair.accepter.route("10.22.0.0/16") is None
    seen = pair.requester.connection(connection_id)["AccepterVpcInfo"]["CidrBlockSet"]
    assert seen == [{"CidrBlock": "10.20.0.0/16"}]
    ec2.clock.advance(30)
    assert states() == ["associated", "disassociated", "failed"]
