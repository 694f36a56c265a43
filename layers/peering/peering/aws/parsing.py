"""EC2's JSON becomes typed values here, and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from peering.core.blocks import Cidr, cidr
from peering.core.model import (
    AccountId,
    Connection,
    ConnectionId,
    Region,
    Scope,
    Side,
    Status,
    Vpc,
    VpcId,
)
from peering.core.tables import (
    Destination,
    PrefixListId,
    Route,
    RouteOrigin,
    RouteState,
    RouteTable,
    RouteTableId,
    Target,
    TargetKind,
)

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import (
        RouteTableTypeDef,
        RouteTypeDef,
        TagTypeDef,
        VpcPeeringConnectionTypeDef,
        VpcPeeringConnectionVpcInfoTypeDef,
        VpcTypeDef,
    )

_SETTLING = frozenset({"associating", "disassociating"})
_MULTIPATH = frozenset({"pending", "enabled"})

# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
_TARGETS: Final = (
    ("VpcPeeringConnectionId", TargetKind.PEERING),
    ("TransitGatewayId", TargetKind.TRANSIT_GATEWAY),
    ("NatGatewayId", TargetKind.NAT_GATEWAY),
    # A route to an instance names its interface as well; the instance is what was asked for.
    ("InstanceId", TargetKind.INSTANCE),
    ("NetworkInterfaceId", TargetKind.NETWORK_INTERFACE),
    ("EgressOnlyInternetGatewayId", TargetKind.EGRESS_ONLY_GATEWAY),
    ("LocalGatewayId", TargetKind.LOCAL_GATEWAY),
    ("CarrierGatewayId", TargetKind.CARRIER_GATEWAY),
    ("CoreNetworkArn", TargetKind.CORE_NETWORK),
    ("OdbNetworkArn", TargetKind.ODB_NETWORK),
    ("GatewayId", TargetKind.GATEWAY),
)


def connection(raw: "VpcPeeringConnectionTypeDef", scope: Scope) -> Connection:
    """Read a connection as *scope* sees it."""
    requester = raw.get("RequesterVpcInfo", {})
    accepter = raw.get("AccepterVpcInfo", {})
    infos = {Side.REQUESTER: requester, Side.ACCEPTER: accepter}
    seen = Connection(
        id=ConnectionId(raw["VpcPeeringConnectionId"]),
        status=Status(raw["Status"].get("Code", "")),
        requester=_end(requester, scope),
        accepter=_end(accepter, scope),
        status_message=raw["Status"].get("Message", ""),
        expires_at=raw.get("ExpirationTime"),
        multipath=raw.get("MultipathResilienceStatus") in _MULTIPATH,
        tags=_tags(raw.get("Tags", ())),
    )
    shown = {
        side: infos[side]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"]
        for side in seen.sides_in(scope)
        if "AllowDnsResolutionFromRemoteVpc" in infos[side].get("PeeringOptions", {})
    }
    return replace(seen, dns=shown)


def vpc(raw: "VpcTypeDef", scope: Scope) -> Vpc:
    """Read a VPC with the blocks that are associated now."""
    v4 = [(b["CidrBlock"], b["CidrBlockState"]) for b in raw.get("CidrBlockAssociationSet", ())]
    v6 = [
        (b["Ipv6CidrBlock"], b["Ipv6CidrBlockState"])
        for b in raw.get("Ipv6CidrBlockAssociationSet", ())
    ]
    states = [(block, state.get("State")) for block, state in (*v4, *v6)]
    return Vpc(
        scope=scope,
        id=VpcId(raw["VpcId"]),
        cidrs=_sorted(block for block, state in states if state == "associated"),
        tags=_tags(raw.get("Tags", ())),
        unsettled=any(state in _SETTLING for _, state in states),
    )


def route_table(raw: "RouteTableTypeDef", scope: Scope) -> RouteTable:
    """Read a route table."""
    associations = raw.get("Associations", ())
    return RouteTable(
        id=RouteTableId(raw["RouteTableId"]),
        scope=scope,
        vpc_id=VpcId(raw["VpcId"]),
        routes=tuple(_route(route) for route in raw.get("Routes", ())),
        main=any(association.get("Main", False) for association in associations),
        edge=any("GatewayId" in association for association in associations),
        tags=_tags(raw.get("Tags", ())),
    )


def _end(raw: "VpcPeeringConnectionVpcInfoTypeDef", scope: Scope) -> Vpc:
    blocks = [block["CidrBlock"] for block in raw.get("CidrBlockSet", ())]
    blocks += [block["Ipv6CidrBlock"] for block in raw.get("Ipv6CidrBlockSet", ())]
    if not blocks and "CidrBlock" in raw:
        blocks = [raw["CidrBlock"]]
    owner = AccountId(raw.get("OwnerId", ""))
    return Vpc(
        scope=Scope(owner, Region(raw.get("Region", scope.region))),
        id=VpcId(raw.get("VpcId", "")),
        cidrs=_sorted(blocks),
    )


def _route(raw: "RouteTypeDef") -> Route:
    return Route(
        destination=_destination(raw),
        target=_target(raw),
        state=RouteState(raw.get("State", "")),
        origin=RouteOrigin(raw.get("Origin", "")),
    )


def _destination(raw: "RouteTypeDef") -> Destination:
    if "DestinationCidrBlock" in raw:
        return cidr(raw["DestinationCidrBlock"])
    if "DestinationIpv6CidrBlock" in raw:
        return cidr(raw["DestinationIpv6CidrBlock"])
    return PrefixListId(raw.get("DestinationPrefixListId", ""))


def _target(raw: "RouteTypeDef") -> Target:
    said: Mapping[str, object] = raw
    for name, kind in _TARGETS:
        if target := said.get(name):
            if target == "local":
                return Target(TargetKind.LOCAL, "local")
            return Target(kind, str(target))
    return Target(TargetKind.OTHER, "a target unheard of")


def _tags(raw: "Iterable[TagTypeDef]") -> dict[str, str]:
    return {tag.get("Key", ""): tag.get("Value", "") for tag in raw}


def _sorted(blocks: Iterable[str]) -> tuple[Cidr, ...]:
    canonical = {cidr(block) for block in blocks}
    return tuple(sorted(canonical, key=lambda block: (block.version, str(block))))
