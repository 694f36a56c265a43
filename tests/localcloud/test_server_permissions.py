from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from localcloud import LocalCloud
from tests.localcloud.server_lab import MEMBER_REGION, document, inbox, role


def assume(cloud: LocalCloud, account: str, arn: str, external_id: str) -> Any:  # noqa: ANN401 - boto3 has no types
    sts = cloud.client("sts", account, MEMBER_REGION)
    got = sts.assume_role(RoleArn=arn, RoleSessionName="test", ExternalId=external_id)
    return boto3.client(
        "ec2",
        region_name=MEMBER_REGION,
        endpoint_url=cloud.endpoint,
        aws_access_key_id=got["Credentials"]["AccessKeyId"],
        aws_secret_access_key=got["Credentials"]["SecretAccessKey"],
        aws_session_token=got["Credentials"]["SessionToken"],
    )


def peering_of(cloud: LocalCloud, requester: str, accepter: str) -> tuple[str, str]:
    there = cloud.client("ec2", accepter, MEMBER_REGION)
    here = cloud.client("ec2", requester, MEMBER_REGION)
    peer = there.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    vpc_id = here.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = here.create_vpc_peering_connection(
        VpcId=vpc_id, PeerVpcId=peer, PeerOwnerId=accepter, PeerRegion=MEMBER_REGION
    )
    return str(made["VpcPeeringConnection"]["VpcPeeringConnectionId"]), str(vpc_id)


def accepting_role(cloud: LocalCloud, account: str, hub: str, requester_vpc: str) -> str:
    """May accept peerings of one requester's VPC, by the two statements that EC2 asks for."""
    connection = {
        "Action": "ec2:AcceptVpcPeeringConnection",
        "Resource": "arn:aws:ec2:*:*:vpc-peering-connection/*",
        "Condition": {"ArnLike": {"ec2:RequesterVpc": requester_vpc}},
    }
    vpc = {
        "Action": "ec2:AcceptVpcPeeringConnection",
        "Resource": f"arn:aws:ec2:*:{account}:vpc/*",
    }
    arn = role(cloud, account, "accept", {"AWS": f"arn:aws:iam::{hub}:root"}, connection, vpc)
    trust = {
        "Principal": {"AWS": f"arn:aws:iam::{hub}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "secret"}},
    }
    iam = cloud.client("iam", account, MEMBER_REGION)
    iam.update_assume_role_policy(RoleName="accept", PolicyDocument=document(trust))
    return arn


def test_a_role_accepts_what_its_condition_names_and_is_on_record_for_it(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub, requester, accepter = new_account(), new_account(), new_account()
    pcx, vpc_id = peering_of(cloud, requester, accepter)
    heard = inbox(cloud, accepter, MEMBER_REGION)
    pattern = f"arn:aws:ec2:*:{requester}:vpc/{vpc_id}"
    arn = accepting_role(cloud, accepter, hub, pattern)
    mark = cloud.mark()
    assume(cloud, hub, arn, "secret").accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assumed, accepted = cloud.calls(mark)
    assert (assumed.service, assumed.resources, assumed.error) == ("sts", (arn,), None)
    assert (accepted.action, accepted.account_id) == ("AcceptVpcPeeringConnection", accepter)
    assert (accepted.role, accepted.writes, accepted.error) == (arn, True, None)
    assert pcx in accepted.resources
    (event,) = heard.wait_for(1)
    issuer = event["detail"]["userIdentity"]["sessionContext"]["sessionIssuer"]
    assert issuer["arn"] == arn


def test_a_role_is_refused_what_its_condition_leaves_out(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub, requester, accepter = new_account(), new_account(), new_account()
    pcx, _ = peering_of(cloud, requester, accepter)
    arn = accepting_role(cloud, accepter, hub, "arn:aws:ec2:*:999999999999:vpc/*")
    ec2 = assume(cloud, hub, arn, "secret")
    heard = inbox(cloud, accepter, MEMBER_REGION)
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=pcx)
    assert cloud.calls()[-1].error == "UnauthorizedOperation"
    (event,) = heard.wait_for(1)
    assert event["detail"]["errorCode"] == "Client.UnauthorizedOperation"


def test_a_wrong_external_id_opens_no_role(
    cloud: LocalCloud, new_account: Callable[[], str]
) -> None:
    hub, accepter = new_account(), new_account()
    arn = accepting_role(cloud, accepter, hub, "*")
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(cloud, hub, arn, "guess")
    assert cloud.calls()[-1].error == "AccessDenied"
