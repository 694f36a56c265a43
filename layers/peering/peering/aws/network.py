"""The `Network` port on EC2."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from peering.aws import group_parsing, parsing
from peering.aws.errors import code_of, reading
from peering.aws.verbs import perform
from peering.core.actions import Action
from peering.core.groups import StaleGroup
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc, VpcId
from peering.core.tables import RouteTable

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import FilterTypeDef

_UNKNOWN_CONNECTION = "invalidvpcpeeringconnectionid.notfound"
_FILTER_VALUES = 200  # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
# The longest pages that EC2 serves, so that a scope costs the fewest calls.
_CONNECTIONS_A_PAGE = 1000
_VPCS_A_PAGE = 1000
_TABLES_A_PAGE = 100
_GROUPS_A_PAGE = 255


class Ec2Network:
    """EC2 in every governed scope, each through its own account's role."""

    def __init__(
        self,
        client_for: "Callable[[Scope], EC2Client]",
        acting: "Callable[[Scope], EC2Client] | None" = None,
    ) -> None:
        """Look through the client that *client_for* gives for a scope, and act through *acting*'s.

        Without *acting* one client does both.
        """
        self._client_for = client_for
        self._acting = acting or client_for

    def connection(self, scope: Scope, connection_id: ConnectionId) -> Connection | None:
        """The connection as *scope* sees it, or None where EC2 answers NotFound."""
        with reading(scope):
            try:
                answer = self._client_for(scope).describe_vpc_peering_connections(
                    VpcPeeringConnectionIds=[connection_id]
                )
            except ClientError as error:
                if code_of(error) == _UNKNOWN_CONNECTION:
                    return None
                raise
            found = answer["VpcPeeringConnections"]
            return parsing.connection(found[0], scope) if found else None

    def connections(self, scope: Scope, vpc_id: VpcId | None = None) -> Iterator[Connection]:
        """Every connection that *scope* sees (or those of one VPC), page by page."""
        if vpc_id is None:
            yield from self._listed(scope, [])
            return
        seen: set[ConnectionId] = set()
        for side in Side:
            filters: list[FilterTypeDef] = [{"Name": f"{side}-vpc-info.vpc-id", "Values": [vpc_id]}]
            for connection in self._listed(scope, filters):
                if connection.id not in seen:
                    seen.add(connection.id)
                    yield connection

    def statuses(
        self, scope: Scope, connection_ids: Iterable[ConnectionId]
    ) -> Mapping[ConnectionId, Status]:
        """The status of each of these connections that *scope* can see."""
        statuses: dict[ConnectionId, Status] = {}
        for some in batched(connection_ids, _FILTER_VALUES, strict=False):
            # A filter passes over the ids that EC2 has forgotten; naming them would be an error.
            filters: list[FilterTypeDef] = [
                {"Name": "vpc-peering-connection-id", "Values": list(some)}
            ]
            statuses |= {c.id: c.status for c in self._listed(scope, filters)}
        return statuses

    def vpcs(self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None) -> tuple[Vpc, ...]:
        """These VPCs (or all) with their associated blocks and tags; absent ones are left out."""
        return tuple(vpc for filters in _of(vpc_ids) for vpc in self._vpcs(scope, filters))

    def route_tables(
        self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None
    ) -> tuple[RouteTable, ...]:
        """The route tables of these VPCs (or of all), with their routes."""
        return tuple(table for filters in _of(vpc_ids) for table in self._tables(scope, filters))

    def route_tables_leading_to(
        self, scope: Scope, connection_id: ConnectionId
    ) -> tuple[RouteTable, ...]:
        """The route tables in *scope* that hold a route to the connection, whatever its state."""
        return self._tables(
            scope, [{"Name": "route.vpc-peering-connection-id", "Values": [connection_id]}]
        )

    def stale_groups(self, scope: Scope, vpc_id: VpcId) -> tuple[StaleGroup, ...]:
        """The VPC's security groups with rules that name a group across a peering that ended."""
        with reading(scope):
            pages = (
                self._client_for(scope)
                .get_paginator("describe_stale_security_groups")
                .paginate(VpcId=vpc_id, PaginationConfig={"PageSize": _GROUPS_A_PAGE})
            )
            return tuple(
                group_parsing.stale_group(raw, scope)
                for page in pages
                for raw in page["StaleSecurityGroupSet"]
            )

    def perform(self, action: Action) -> None:
        """Do *action*. What is done already is no error."""
        perform(self._acting(action.scope), action)

    def _listed(self, scope: Scope, filters: "list[FilterTypeDef]") -> Iterator[Connection]:
        with reading(scope):
            pages = (
                self._client_for(scope)
                .get_paginator("describe_vpc_peering_connections")
                .paginate(Filters=filters, PaginationConfig={"PageSize": _CONNECTIONS_A_PAGE})
            )
            for page in pages:
                for raw in page["VpcPeeringConnections"]:
                    yield parsing.connection(raw, scope)

    def _vpcs(self, scope: Scope, filters: "list[FilterTypeDef]") -> tuple[Vpc, ...]:
        with reading(scope):
            pages = (
                self._client_for(scope)
                .get_paginator("describe_vpcs")
                .paginate(Filters=filters, PaginationConfig={"PageSize": _VPCS_A_PAGE})
            )
            return tuple(
                parsing.vpc(raw, scope)
                for page in pages
                for raw in page["Vpcs"]
                if _owned(raw.get("OwnerId"), scope)
            )

    def _tables(self, scope: Scope, filters: "list[FilterTypeDef]") -> tuple[RouteTable, ...]:
        with reading(scope):
            pages = (
                self._client_for(scope)
                .get_paginator("describe_route_tables")
                .paginate(Filters=filters, PaginationConfig={"PageSize": _TABLES_A_PAGE})
            )
            return tuple(
                parsing.route_table(raw, scope)
                for page in pages
                for raw in page["RouteTables"]
                if _owned(raw.get("OwnerId"), scope)
            )


def _of(vpc_ids: Iterable[VpcId] | None) -> "Iterator[list[FilterTypeDef]]":
    """Give the filters of each listing that these VPCs take; one without any for all VPCs.

    A filter passes over ids that are gone; naming one would fail the whole call.
    """
    if vpc_ids is None:
        yield []
        return
    for some in batched(dict.fromkeys(vpc_ids), _FILTER_VALUES, strict=False):
        yield [{"Name": "vpc-id", "Values": list(some)}]


def _owned(owner_id: str | None, scope: Scope) -> bool:
    # Whoever shares a subnet of a VPC sees that VPC and its tables, and may change neither:
    # https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
    return owner_id is None or owner_id == scope.account_id
