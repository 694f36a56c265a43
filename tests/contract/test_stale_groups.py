"""Stale security groups, read through boto3 from a local EC2."""

from localcloud.ec2 import local_ec2
from peering.aws.network import Ec2Network
from peering.core.groups import StaleGroup, StaleRule
from peering.core.model import AccountId, ConnectionId, Region, Scope, VpcId
from tests.localcloud.ec2_peers import OTHER_ACCOUNT
from tests.localcloud.test_ec2_groups import group, let_in, neighbours


def test_a_rule_that_names_a_former_peers_group_is_stale() -> None:
    with local_ec2() as ec2:
        pair = neighbours(ec2)
        mine, theirs = group(pair.requester), group(pair.accepter)
        pcx = ConnectionId(pair.peer())
        let_in(pair.requester, mine, pair.accepter, theirs)
        here = Scope(AccountId(pair.requester.account_id), Region("us-east-1"))
        network = Ec2Network(lambda scope: ec2.client(scope.account_id, scope.region))
        vpc_id = VpcId(pair.requester.vpc_id)
        living = network.stale_groups(here, vpc_id)
        pair.requester.client.delete_vpc_peering_connection(VpcPeeringConnectionId=pcx)

        found = network.stale_groups(here, vpc_id)

    rule = StaleRule("inbound", "tcp", "443", theirs, OTHER_ACCOUNT, pcx)
    assert living == ()
    assert found == (StaleGroup(here, vpc_id, mine, "web", (rule,)),)
