"""From what was observed and decided to what is announced."""

from collections.abc import Mapping

from peering.core.approvals import Approvals, Rule
from peering.core.blocks import Cidr
from peering.core.contents import (
    ConflictSummary,
    ConnectionSummary,
    LeftToDo,
    RouteSummary,
    StaleGroupSummary,
    TagSummary,
    VpcSummary,
)
from peering.core.findings import Finding, Obstacle
from peering.core.groups import StaleGroup
from peering.core.memory import Memory
from peering.core.model import Connection, ConnectionId, Side, Status, Vpc
from peering.core.routes import reachable_blocks, wanted_destinations


def connection_summary(connection: Connection, approvals: Approvals) -> ConnectionSummary:
    """Show a connection as EC2 describes it."""
    return ConnectionSummary(
        id=connection.id,
        status=connection.status,
        requester=_vpc_summary(connection.requester, approvals),
        accepter=_vpc_summary(connection.accepter, approvals),
    )


def ends_summary(
    connection_id: ConnectionId, ends: Mapping[Side, Vpc], status: Status, approvals: Approvals
) -> ConnectionSummary:
    """Show a connection as we remember it: of one that ended, EC2 forgets its blocks, then all."""
    shown = {side: _vpc_summary(vpc, approvals) for side, vpc in ends.items()}
    return ConnectionSummary(
        id=connection_id,
        status=status,
        requester=shown.get(Side.REQUESTER),
        accepter=shown.get(Side.ACCEPTER),
    )


def tag_summaries(connection: Connection) -> tuple[TagSummary, ...]:
    """Show the tags of the VPCs, where they could be read."""
    return tuple(
        TagSummary(side, key, value)
        for side in Side
        for key, value in sorted((connection.vpc(side).tags or {}).items())
    )


def route_summaries(findings: tuple[Finding, ...]) -> tuple[RouteSummary, ...]:
    """Show the routes that lead to the connection, in a stable order."""
    return tuple(
        RouteSummary(
            side=finding.side,
            account=finding.table.scope.account_id,
            region=finding.table.scope.region,
            table=finding.table.id,
            destination=str(finding.destination),
        )
        for finding in findings
    )


def owned_summaries(memory: Memory) -> tuple[RouteSummary, ...]:
    """Show the routes that were ours, as the ledger remembers them."""
    sides = {vpc.id: side for side, vpc in memory.ends.items()}
    return tuple(
        RouteSummary(
            side=sides.get(owned.vpc_id, ""),
            account=owned.scope.account_id,
            region=owned.scope.region,
            table=owned.table_id,
            destination=str(owned.destination),
        )
        for owned in sorted(memory.owned, key=lambda o: (o.scope, o.table_id, str(o.destination)))
    )


def stale_summaries(groups: tuple[StaleGroup, ...]) -> tuple[StaleGroupSummary, ...]:
    """Show the security groups that an ended connection leaves stale."""
    return tuple(
        StaleGroupSummary(
            account=group.scope.account_id,
            region=group.scope.region,
            vpc=group.vpc_id,
            group=group.id,
            name=group.name,
            rules=tuple(map(str, group.rules)),
        )
        for group in sorted(groups, key=lambda group: (group.scope, group.id))
    )


def conflict_summaries(obstacles: tuple[Obstacle, ...]) -> tuple[ConflictSummary, ...]:
    """Show the routes that could not be written."""
    return tuple(
        ConflictSummary(
            side=obstacle.side,
            account=obstacle.table.scope.account_id,
            region=obstacle.table.scope.region,
            table=obstacle.table.id,
            destination=str(obstacle.destination),
            reason=obstacle.reason,
        )
        for obstacle in obstacles
    )


def left_for_ungoverned(
    connection: Connection, rule: Rule, approvals: Approvals
) -> tuple[LeftToDo, ...]:
    """Say which routes the owner of an ungoverned side has to add, and with which lines."""
    return tuple(
        LeftToDo(
            who=f"the owner of {connection.vpc(side).id} in {connection.vpc(side).scope}",
            what=f"route {destination} to {connection.id} in each route table that needs it",
            command=_create_route(connection, side, destination),
        )
        for side in Side
        if not approvals.governs(connection.vpc(side).scope)
        for destination in wanted_destinations(
            reachable_blocks(connection, side), rule.side_routes(side)
        )
    )


def left_after_the_end(memory: Memory, approvals: Approvals) -> tuple[LeftToDo, ...]:
    """Say that the owner of an ungoverned side keeps blackhole routes until they remove them."""
    return tuple(
        LeftToDo(
            who=f"the owner of {vpc.id} in {vpc.scope}",
            what=f"remove the routes that still lead to {memory.connection_id}",
            command=(
                f"aws ec2 describe-route-tables --region {vpc.scope.region} --filters "
                f"Name=route.vpc-peering-connection-id,Values={memory.connection_id}"
            ),
        )
        for vpc in memory.ends.values()
        if not approvals.governs(vpc.scope)
    )


def left_for_dns(refused: tuple[Vpc, ...]) -> tuple[LeftToDo, ...]:
    """Say what a VPC lacks whose DNS option EC2 refuses."""
    return tuple(
        LeftToDo(
            who=f"the owner of {vpc.id} in {vpc.scope}",
            what="turn on DNS hostnames (and DNS support) on the VPC; it is tried again daily",
            command=(
                f"aws ec2 modify-vpc-attribute --region {vpc.scope.region} "
                f"--vpc-id {vpc.id} --enable-dns-hostnames"
            ),
        )
        for vpc in refused
    )


def _vpc_summary(vpc: Vpc, approvals: Approvals) -> VpcSummary:
    return VpcSummary(
        account=vpc.scope.account_id,
        region=vpc.scope.region,
        vpc=vpc.id,
        cidrs=tuple(map(str, vpc.cidrs)),
        governed=approvals.governs(vpc.scope),
    )


def _create_route(connection: Connection, side: Side, destination: Cidr) -> str:
    option = f"--destination{'-ipv6' if destination.version == 6 else ''}-cidr-block"  # noqa: PLR2004 # the IP version
    return (
        f"aws ec2 create-route --region {connection.vpc(side).scope.region} "
        f"--route-table-id rtb-… {option} {destination} "
        f"--vpc-peering-connection-id {connection.id}"
    )
