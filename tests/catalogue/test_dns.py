"""DNS options: only when active, only by their owners, only where the VPC gives names."""

import pytest

from peering.core.announcements import PeeringRouted
from peering.core.model import AccountId
from tests.catalogue.estate import Estate
from tests.core.examples import rule
from tests.localcloud.ec2_peers import End


def resolves(end: End, side: str, pcx: str) -> bool:
    """Whether the peer may resolve this end's names."""
    info = end.connection(pcx)["RequesterVpcInfo" if side == "requester" else "AccepterVpcInfo"]
    return bool(info.get("PeeringOptions", {}).get("AllowDnsResolutionFromRemoteVpc"))


@pytest.mark.parametrize("shown_active", [False, True], ids=["provisioning", "active to reads"])
def test_dns_before_active(estate: Estate, shown_active: bool) -> None:  # noqa: FBT001 # EC2's two ways
    ours, theirs = estate.pair()
    if shown_active:
        estate.ec2.refuse(
            "ModifyVpcPeeringConnectionOptions",
            "OperationNotPermitted",
            "Peering is not active. Peering options can be added only to active peerings.",
            times=2,
        )
    else:
        estate.ec2.make(provisioning_seconds=40)
    pcx = estate.request(ours, theirs)

    estate.program(rule(dns=True)).requested(pcx)

    assert resolves(ours, "requester", pcx)
    assert resolves(theirs, "accepter", pcx)
    assert len(estate.routes_to(pcx)) == 2
    assert estate.world.bus.types == ["Peering Accepted", "Peering Routed"]


@pytest.mark.parametrize("lacks", ["EnableDnsHostnames", "EnableDnsSupport"])
def test_a_vpc_without_dns_support(estate: Estate, lacks: str) -> None:
    ours, theirs = estate.pair()
    switch(theirs, lacks, on=False)
    pcx = estate.request(ours, theirs)
    program = estate.program(rule(dns=True))

    program.requested(pcx)
    program.sweep()

    assert resolves(ours, "requester", pcx)
    assert not resolves(theirs, "accepter", pcx)
    assert len(estate.routes_to(pcx)) == 2
    (routed,) = [a for a in estate.world.bus.announcements if isinstance(a, PeeringRouted)]
    assert routed.dns == ("requester",)
    assert theirs.vpc_id in routed.left_to_do[0].command
    asked = estate.asked.of("ModifyVpcPeeringConnectionOptions")
    assert [a.scope.account_id for a in asked].count(AccountId(theirs.account_id)) == 1
    switch(theirs, lacks, on=True)
    estate.world.clock.advance(days=1, hours=1)
    program.sweep()
    assert resolves(theirs, "accepter", pcx)


def switch(end: End, attribute: str, *, on: bool) -> None:
    end.client.modify_vpc_attribute(VpcId=end.vpc_id, **{attribute: {"Value": on}})  # type: ignore[arg-type]  # either attribute
