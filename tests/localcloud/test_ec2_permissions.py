"""Who may do what to a connection, where, and when."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from localcloud.ec2 import LocalEc2, local_ec2
from tests.localcloud.ec2_peers import (
    ACCOUNT,
    OTHER_ACCOUNT,
    OTHER_REGION,
    THIRD_ACCOUNT,
    End,
    Peers,
    end,
    peers,
    refused,
)

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import PeeringConnectionOptionsRequestTypeDef

DNS: "PeeringConnectionOptionsRequestTypeDef" = {"AllowDnsResolutionFromRemoteVpc": True}


@pytest.fixture
def ec2() -> Iterator[LocalEc2]:
    with local_ec2() as ec2:
        yield ec2


def give_dns_names(its_end: End) -> None:
    its_end.client.modify_vpc_attribute(VpcId=its_end.vpc_id, EnableDnsHostnames={"Value": True})


def test_the_requester_cannot_accept_or_reject(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    client = pair.requester.client
    with refused("OperationNotPermitted", f"User {ACCOUNT} cannot accept"):
        client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    with refused("OperationNotPermitted", f"User {ACCOUNT} cannot reject"):
        client.reject_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert pair.statuses(connection_id) == ("pending-acceptance",) * 2


def test_the_accepters_account_must_accept_in_the_accepters_region(ec2: LocalEc2) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16", ACCOUNT), end(ec2, "10.20.0.0/16", ACCOUNT, OTHER_REGION))
    connection_id = pair.request()
    with refused("OperationNotPermitted", f"must be accepted in region {OTHER_REGION}"):
        pair.requester.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def test_to_strangers_the_connection_does_not_exist(ec2: LocalEc2) -> None:
    connection_id = peers(ec2).request()
    stranger = ec2.client(THIRD_ACCOUNT, OTHER_REGION)
    with refused("InvalidVpcPeeringConnectionID.NotFound"):
        stranger.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    with refused("InvalidVpcPeeringConnectionID.NotFound"):
        stranger.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def test_accepting_twice_is_an_invalid_transition(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.peer()
    with refused("InvalidStateTransition", "from active to provisioning"):
        pair.accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def test_a_pending_request_is_deleted_by_its_requester_only(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    with refused("OperationNotPermitted"):
        pair.accepter.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    pair.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    assert pair.statuses(connection_id) == ("deleted", "deleted")


def test_what_was_rejected_or_deleted_cannot_be_deleted(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    connection_id = pair.request()
    pair.accepter.client.reject_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
    with refused("InvalidStateTransition", "from rejected to deleting"):
        pair.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def test_one_peering_per_pair_of_vpcs_whichever_asks(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    again, reverse = pair.request(), Peers(pair.accepter, pair.requester).request()
    pair.peer()
    for accepter, connection_id in ((pair.accepter, again), (pair.requester, reverse)):
        with refused("VpcPeeringConnectionAlreadyExists"):
            accepter.client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def test_options_change_only_while_active(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    give_dns_names(pair.requester)
    connection_id = pair.request()
    with refused("OperationNotPermitted", "added only to active peerings"):
        pair.requester.client.modify_vpc_peering_connection_options(
            VpcPeeringConnectionId=connection_id, RequesterPeeringConnectionOptions=DNS
        )


def test_each_owner_changes_its_own_options_and_the_other_is_not_told(ec2: LocalEc2) -> None:
    pair = peers(ec2)
    give_dns_names(pair.accepter)
    connection_id = pair.peer()
    with refused("OperationNotPermitted", "modify the accepter side"):
        pair.requester.client.modify_vpc_peering_connection_options(
            VpcPeeringConnectionId=connection_id, AccepterPeeringConnectionOptions=DNS
        )
    pair.accepter.client.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=connection_id, AccepterPeeringConnectionOptions=DNS
    )
    told = pair.accepter.connection(connection_id)["AccepterVpcInfo"]["PeeringOptions"]
    assert told["AllowDnsResolutionFromRemoteVpc"] is True
    told = pair.requester.connection(connection_id)["RequesterVpcInfo"]["PeeringOptions"]
    assert told["AllowDnsResolutionFromRemoteVpc"] is False


def test_options_change_in_their_own_region(ec2: LocalEc2) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16", ACCOUNT), end(ec2, "10.20.0.0/16", ACCOUNT, OTHER_REGION))
    connection_id = pair.peer()
    with refused("OperationNotPermitted", "for a different region"):
        pair.requester.client.modify_vpc_peering_connection_options(
            VpcPeeringConnectionId=connection_id, AccepterPeeringConnectionOptions=DNS
        )


@pytest.mark.parametrize("attribute", ["EnableDnsHostnames", "EnableDnsSupport"])
def test_dns_needs_both_attributes_of_the_vpc(ec2: LocalEc2, attribute: str) -> None:
    pair = Peers(end(ec2, "10.10.0.0/16"), end(ec2, "10.20.0.0/16", OTHER_ACCOUNT))
    connection_id = pair.peer()
    its_end = pair.requester
    give_dns_names(its_end)
    if attribute == "EnableDnsHostnames":
        its_end.client.modify_vpc_attribute(
            VpcId=its_end.vpc_id, EnableDnsHostnames={"Value": False}
        )
    else:
        its_end.client.modify_vpc_attribute(VpcId=its_end.vpc_id, EnableDnsSupport={"Value": False})
    with refused("InvalidVpcPeeringConnectionState.DnsHostnamesDisabled"):
        its_end.client.modify_vpc_peering_connection_options(
            VpcPeeringConnectionId=connection_id, RequesterPeeringConnectionOptions=DNS
        )
