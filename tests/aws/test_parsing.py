"""EC2's answers become typed values, also those that no test double gives."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from peering.aws import parsing
from peering.core.blocks import cidr
from peering.core.model import Scope, Side, Status
from tests.core.examples import ACCEPTER_SCOPE, REQUESTER_SCOPE

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import (
        VpcPeeringConnectionTypeDef,
        VpcTypeDef,
    )

EXPIRES_AT = datetime(2026, 11, 27, 8, 15, tzinfo=UTC)


def raw_connection() -> "VpcPeeringConnectionTypeDef":
    return {
        "VpcPeeringConnectionId": "pcx-0123456789abcdef0",
        "Status": {"Code": "active", "Message": "Active"},
        "ExpirationTime": EXPIRES_AT,
        "Tags": [{"Key": "Name", "Value": "data"}],
        "RequesterVpcInfo": {
            "OwnerId": "111122223333",
            "Region": "us-east-1",
            "VpcId": "vpc-0aaaaaaaaaaaaaaaa",
            "CidrBlock": "10.10.0.0/16",
            "CidrBlockSet": [{"CidrBlock": "100.64.0.0/18"}, {"CidrBlock": "10.10.0.0/16"}],
            "Ipv6CidrBlockSet": [{"Ipv6CidrBlock": "2001:db8:1::/56"}],
            "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": True},
        },
        "AccepterVpcInfo": {
            "OwnerId": "444455556666",
            "Region": "eu-west-1",
            "VpcId": "vpc-0bbbbbbbbbbbbbbbb",
            "CidrBlock": "10.20.0.0/16",
            "PeeringOptions": {"AllowDnsResolutionFromRemoteVpc": False},
        },
    }


def test_a_connection_is_read_whole() -> None:
    read = parsing.connection(raw_connection(), REQUESTER_SCOPE)

    assert (read.status, read.status_message) == (Status.ACTIVE, "Active")
    assert (read.requester.scope, read.accepter.scope) == (REQUESTER_SCOPE, ACCEPTER_SCOPE)
    assert [str(block) for block in read.requester.cidrs] == [
        "10.10.0.0/16",
        "100.64.0.0/18",
        "2001:db8:1::/56",
    ]
    assert read.accepter.cidrs == (cidr("10.20.0.0/16"),)
    assert read.expires_at == EXPIRES_AT
    assert read.tags == {"Name": "data"}


@pytest.mark.parametrize(
    ("scope", "dns"),
    [(REQUESTER_SCOPE, {Side.REQUESTER: True}), (ACCEPTER_SCOPE, {Side.ACCEPTER: False})],
)
def test_an_option_counts_only_where_its_owner_shows_it(
    scope: Scope, dns: dict[Side, bool]
) -> None:
    assert parsing.connection(raw_connection(), scope).dns == dns


def test_an_option_that_is_not_shown_is_not_known() -> None:
    raw = raw_connection()
    del raw["RequesterVpcInfo"]["PeeringOptions"]

    assert parsing.connection(raw, REQUESTER_SCOPE).dns == {}


@pytest.mark.parametrize(
    ("shown", "charged"),
    [("pending", True), ("enabled", True), ("disabled", False), (None, False)],
)
def test_multipath_resilience_is_seen_from_the_first_sides_consent(
    shown: str | None, *, charged: bool
) -> None:
    raw = raw_connection()
    if shown is not None:
        raw["MultipathResilienceStatus"] = shown  # type: ignore[typeddict-unknown-key]  # newer than the stubs

    assert parsing.connection(raw, REQUESTER_SCOPE).multipath is charged


def test_a_status_unheard_of_is_unknown() -> None:
    raw = raw_connection()
    raw["Status"]["Code"] = "hibernating"  # type: ignore[typeddict-item]  # that is the point

    assert parsing.connection(raw, REQUESTER_SCOPE).status is Status.UNKNOWN


def test_the_record_of_a_deleted_connection_may_lack_almost_everything() -> None:
    raw: VpcPeeringConnectionTypeDef = {
        "VpcPeeringConnectionId": "pcx-0123456789abcdef0",
        "Status": {"Code": "deleted"},
        "RequesterVpcInfo": {"OwnerId": "111122223333"},
    }

    read = parsing.connection(raw, REQUESTER_SCOPE)

    assert read.status is Status.DELETED
    assert read.requester.scope == REQUESTER_SCOPE
    assert read.sides_in(REQUESTER_SCOPE) == (Side.REQUESTER,)
    assert read.accepter.cidrs == ()


def test_only_associated_blocks_are_a_vpcs() -> None:
    raw: VpcTypeDef = {
        "VpcId": "vpc-0aaaaaaaaaaaaaaaa",
        "CidrBlockAssociationSet": [
            {"CidrBlock": "10.10.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "10.11.0.0/16", "CidrBlockState": {"State": "associating"}},
            {"CidrBlock": "10.12.0.0/16", "CidrBlockState": {"State": "disassociated"}},
            {"CidrBlock": "10.13.0.0/16", "CidrBlockState": {"State": "failed"}},
        ],
        "Ipv6CidrBlockAssociationSet": [
            {"Ipv6CidrBlock": "2001:db8:1::/56", "Ipv6CidrBlockState": {"State": "associated"}},
        ],
    }

    read = parsing.vpc(raw, REQUESTER_SCOPE)

    assert read.cidrs == (cidr("10.10.0.0/16"), cidr("2001:db8:1::/56"))
    assert read.unsettled
