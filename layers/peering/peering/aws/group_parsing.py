"""What EC2 says about stale security groups, read.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from peering.core.groups import StaleGroup, StaleRule
from peering.core.model import ConnectionId, Scope, VpcId

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import StaleIpPermissionTypeDef, StaleSecurityGroupTypeDef


def stale_group(raw: "StaleSecurityGroupTypeDef", scope: Scope) -> StaleGroup:
    """Read a group with its stale rules, in an order of their own."""
    rules = (
        *_rules("inbound", raw.get("StaleIpPermissions", ())),
        *_rules("outbound", raw.get("StaleIpPermissionsEgress", ())),
    )
    return StaleGroup(
        scope=scope,
        vpc_id=VpcId(raw.get("VpcId", "")),
        id=raw["GroupId"],
        name=raw.get("GroupName", ""),
        rules=tuple(sorted(rules, key=str)),
    )


def _rules(direction: str, raw: "Iterable[StaleIpPermissionTypeDef]") -> Iterator[StaleRule]:
    for permission in raw:
        for pair in permission.get("UserIdGroupPairs", ()):
            connection_id = pair.get("VpcPeeringConnectionId")
            yield StaleRule(
                direction,
                permission.get("IpProtocol", "-1"),
                _ports(permission.get("FromPort"), permission.get("ToPort")),
                peer_group=pair.get("GroupId", ""),
                peer_account=pair.get("UserId", ""),
                connection_id=ConnectionId(connection_id) if connection_id else None,
            )


def _ports(first: int | None, last: int | None) -> str:
    if first is None or first < 0:
        return "all"
    return str(first) if last in {None, first} else f"{first}-{last}"
