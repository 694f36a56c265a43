"""The calls on security groups that peering feels: within one Region, a group may name a peer's.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupReferences.html
"""

from collections.abc import Iterator, Mapping

from localcloud.ec2 import errors, groups
from localcloud.ec2.calls import Answer, Call
from localcloud.ec2.connections import Connection
from localcloud.ec2.groups import Group, Reference
from localcloud.ec2.paging import Paging
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import Code
from localcloud.ec2.world import World

PAGING = Paging(5, 255)


def authorize_ingress(world: World, call: Call) -> Answer:
    """Let traffic in; from a peer's group only while the connection is active."""
    return _authorize(world, call, is_egress=False)


def authorize_egress(world: World, call: Call) -> Answer:
    """Let traffic out; to a peer's group only while the connection is active."""
    return _authorize(world, call, is_egress=True)


def describe_stale(world: World, call: Call) -> Answer:
    """The groups of a VPC with rules that name a group which is no peer's (any more)."""
    vpc_id = call.text("VpcId")
    stale = [
        _stale_view(group, gone)
        for group in groups.groups(call.scope)
        if group.vpc_id == vpc_id
        and (gone := [r for r in group.references if _is_stale(world, group, r)])
    ]
    page, token = PAGING.page(
        stale, call.number("MaxResults"), call.optional("NextToken"), world.settings
    )
    return {"StaleSecurityGroupSet": page, "NextToken": token}


def describe_references(world: World, call: Call) -> Answer:
    """The peers' VPCs in which rules name one of these groups."""
    wanted = set(call.texts("GroupId"))
    referring = {
        (reference.peer_group_id, group.vpc_id, reference.connection_id)
        for scope in _peers(world, call.scope)
        for group in groups.groups(scope)
        for reference in group.references
        if reference.peer == call.scope and reference.peer_group_id in wanted
    }
    names = ("GroupId", "ReferencingVpcId", "VpcPeeringConnectionId")
    return {
        "SecurityGroupReferenceSet": [
            dict(zip(names, found, strict=True)) for found in sorted(referring)
        ]
    }


def _authorize(world: World, call: Call, *, is_egress: bool) -> Answer:
    group = groups.group(call.scope, call.text("GroupId")) if call.optional("GroupId") else None
    if group is None:
        return call.onward(call.params)
    given = call.structures("IpPermissions")
    references = [r for one in given for r in _references(world, group, one, is_egress=is_egress)]
    for reference in references:
        groups.refer(call.scope, group.id, reference)
    if not references:
        return call.onward(call.params)
    rest = [left for one in given if (left := _without_peers(one, references))]
    if rest:
        return call.onward({**call.params, "IpPermissions": rest})
    return {"Return": True, "SecurityGroupRules": []}


def _references(
    world: World, group: Group, permission: Mapping[str, object], *, is_egress: bool
) -> Iterator[Reference]:
    for pair in _pairs(permission):
        peer = Scope(pair.get("UserId") or group.scope.account_id, group.scope.region)
        named = groups.group(peer, pair.get("GroupId", ""))
        if peer == group.scope and (named is None or named.vpc_id == group.vpc_id):
            continue  # moto's to find
        connection = named and _connection(world, group, named)
        if named is None or connection is None:
            raise errors.group_not_found(pair.get("GroupId", ""))
        yield Reference(
            peer,
            named.id,
            named.vpc_id,
            connection.id,
            str(permission.get("IpProtocol")),
            _port(permission, "FromPort"),
            _port(permission, "ToPort"),
            is_egress,
        )


def _port(permission: Mapping[str, object], name: str) -> int | None:
    port = permission.get(name)
    return None if port is None else int(str(port))


def _connection(world: World, group: Group, named: Group) -> Connection | None:
    """The active connection between the VPCs of two groups."""
    return next(
        (
            connection
            for connection in world.connections.within(group.scope)
            if connection.vpc_pair == {group.vpc_id, named.vpc_id}
            and connection.life.code(world.now) is Code.ACTIVE
        ),
        None,
    )


def _is_stale(world: World, group: Group, reference: Reference) -> bool:
    named = groups.group(reference.peer, reference.peer_group_id)
    return named is None or _connection(world, group, named) is None


def _peers(world: World, scope: Scope) -> set[Scope]:
    ends = [c.end(side).scope for c in world.connections.within(scope) for side in Side]
    return {end for end in ends if end.region == scope.region}


def _without_peers(
    permission: Mapping[str, object], references: list[Reference]
) -> Mapping[str, object] | None:
    """The permission without the pairs that were taken care of; None if nothing is left."""
    done = {reference.peer_group_id for reference in references}
    pairs = [pair for pair in _pairs(permission) if pair.get("GroupId") not in done]
    left = {**permission, "UserIdGroupPairs": pairs}
    sources = ("UserIdGroupPairs", "IpRanges", "Ipv6Ranges", "PrefixListIds")
    return left if any(left.get(name) for name in sources) else None


def _pairs(permission: Mapping[str, object]) -> list[Mapping[str, str]]:
    pairs = permission.get("UserIdGroupPairs")
    return pairs if isinstance(pairs, list) else []


def _stale_view(group: Group, gone: list[Reference]) -> dict[str, object]:
    return {
        "GroupId": group.id,
        "GroupName": group.name,
        "Description": group.description,
        "VpcId": group.vpc_id,
        "StaleIpPermissions": [_permission(r) for r in gone if not r.is_egress],
        "StaleIpPermissionsEgress": [_permission(r) for r in gone if r.is_egress],
    }


def _permission(reference: Reference) -> dict[str, object]:
    return {
        "IpProtocol": reference.protocol,
        "FromPort": reference.from_port,
        "ToPort": reference.to_port,
        "UserIdGroupPairs": [reference.to_answer()],
    }
