"""Security groups as the rules of peering see them: which of them refer to another VPC's.

https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moto.ec2.models import ec2_backends
from moto.ec2.models.security_groups import SecurityGroupRule

from localcloud.ec2.scope import Scope

if TYPE_CHECKING:
    from moto.ec2.models.security_groups import SecurityGroup as MotoGroup

_PEER_VPC, _PEERING = "VpcId", "VpcPeeringConnectionId"


@dataclass(frozen=True, slots=True)
class Reference:
    """A rule that names a group of a peer's VPC, and the connection by which it may."""

    peer: Scope
    peer_group_id: str
    peer_vpc_id: str
    connection_id: str
    protocol: str
    from_port: int | None = None
    to_port: int | None = None
    is_egress: bool = False

    def to_answer(self) -> dict[str, object]:
        """The pair as EC2 answers it."""
        return {
            "GroupId": self.peer_group_id,
            "UserId": self.peer.account_id,
            _PEER_VPC: self.peer_vpc_id,
            _PEERING: self.connection_id,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """A security group with the rules that name a peer's."""

    scope: Scope
    id: str
    vpc_id: str
    name: str
    description: str
    references: tuple[Reference, ...]


def groups(scope: Scope) -> Iterator[Group]:
    """Every security group of the scope."""
    if scope.account_id not in ec2_backends:
        return
    if scope.region not in ec2_backends[scope.account_id]:
        return
    for kept in list(ec2_backends[scope.account_id][scope.region].groups.values()):
        yield from (_group(scope, group) for group in list(kept.values()))


def group(scope: Scope, group_id: str) -> Group | None:
    """The group of that id, if it is in that scope."""
    return next((found for found in groups(scope) if found.id == group_id), None)


def refer(scope: Scope, group_id: str, reference: Reference) -> None:
    """Add a rule that names a peer's group, which moto would not find."""
    backend = ec2_backends[scope.account_id][scope.region]
    rule = SecurityGroupRule(
        backend,
        reference.protocol,
        group_id,
        None if reference.from_port is None else str(reference.from_port),
        None if reference.to_port is None else str(reference.to_port),
        None,
        source_group={name: str(value) for name, value in reference.to_answer().items()},
        is_egress=reference.is_egress,
    )
    kept = backend.get_security_group_from_id(group_id)
    (kept.add_egress_rule if reference.is_egress else kept.add_ingress_rule)(rule)


def _group(scope: Scope, kept: "MotoGroup") -> Group:
    rules = (*kept.ingress_rules, *kept.egress_rules)
    return Group(
        scope,
        str(kept.id),
        str(kept.vpc_id),
        str(kept.name),
        str(kept.description),
        tuple(_reference(scope, rule) for rule in rules if _PEERING in rule.source_group),
    )


def _reference(scope: Scope, rule: SecurityGroupRule) -> Reference:
    named: Mapping[str, str] = rule.source_group
    return Reference(
        Scope(named["UserId"], scope.region),
        named["GroupId"],
        named[_PEER_VPC],
        named[_PEERING],
        str(rule.ip_protocol),
        rule.from_port,
        rule.to_port,
        is_egress=bool(rule.is_egress),
    )
