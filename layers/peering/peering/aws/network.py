"""The `Network` port on EC2."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Network
from itertools import batched
from typing import TYPE_CHECKING, NotRequired, TypedDict, assert_never

from botocore.exceptions import ClientError

from peering.aws import parsing
from peering.aws.errors import code_of, translated
from peering.core.actions import (
    AcceptConnection,
    Action,
    AllowDnsResolution,
    CreateRoute,
    DeleteRoute,
    RejectConnection,
    ReplaceRoute,
    TagConnection,
)
from peering.core.model import Connection, ConnectionId, RouteTable, Scope, Side, Status, Vpc, VpcId
from peering.ports import RefusedError, ScopeDeniedError

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ec2.type_defs import FilterTypeDef

_UNKNOWN_CONNECTION = "invalidvpcpeeringconnectionid.notfound"
_UNKNOWN_VPC = "invalidvpcid.notfound"
_UNKNOWN_ROUTE = "invalidroute.notfound"
_FILTER_VALUES = 200  # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
# The longest pages that EC2 serves, so that a scope costs the fewest calls.
_CONNECTIONS_A_PAGE = 1000
_TABLES_A_PAGE = 100


class _Where(TypedDict):
    """Which route, as EC2's calls name it."""

    RouteTableId: str
    DestinationCidrBlock: NotRequired[str]
    DestinationIpv6CidrBlock: NotRequired[str]


class Ec2Network:
    """EC2 in every governed scope, each through its own account's role."""

    def __init__(self, client_for: "Callable[[Scope], EC2Client]") -> None:
        """Call EC2 through the client that *client_for* gives for a scope."""
        self._client_for = client_for

    def connection(self, scope: Scope, connection_id: ConnectionId) -> Connection | None:
        """The connection as *scope* sees it, or None where EC2 answers NotFound."""
        with _reading(scope):
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
        named = None if vpc_ids is None else list(vpc_ids)
        with _reading(scope):
            client = self._client_for(scope)
            try:
                if named is not None:
                    raw = client.describe_vpcs(VpcIds=named)["Vpcs"]
                else:
                    pages = client.get_paginator("describe_vpcs").paginate()
                    raw = [vpc for page in pages for vpc in page["Vpcs"]]
            except ClientError as error:
                if code_of(error) == _UNKNOWN_VPC:
                    return ()
                raise
            return tuple(parsing.vpc(vpc, scope) for vpc in raw)

    def route_tables(
        self, scope: Scope, vpc_ids: Iterable[VpcId] | None = None
    ) -> tuple[RouteTable, ...]:
        """The route tables of these VPCs (or of all), with their routes."""
        if vpc_ids is None:
            return self._tables(scope, [])
        return self._tables(scope, [{"Name": "vpc-id", "Values": list(vpc_ids)}])

    def route_tables_leading_to(
        self, scope: Scope, connection_id: ConnectionId
    ) -> tuple[RouteTable, ...]:
        """The route tables in *scope* that hold a route to the connection, whatever its state."""
        return self._tables(
            scope, [{"Name": "route.vpc-peering-connection-id", "Values": [connection_id]}]
        )

    def perform(self, action: Action) -> None:
        """Do *action*. What is done already is no error."""
        with translated():
            _call(self._client_for(action.scope), action)

    def _listed(self, scope: Scope, filters: "list[FilterTypeDef]") -> Iterator[Connection]:
        with _reading(scope):
            pages = (
                self._client_for(scope)
                .get_paginator("describe_vpc_peering_connections")
                .paginate(Filters=filters, PaginationConfig={"PageSize": _CONNECTIONS_A_PAGE})
            )
            for page in pages:
                for raw in page["VpcPeeringConnections"]:
                    yield parsing.connection(raw, scope)

    def _tables(self, scope: Scope, filters: "list[FilterTypeDef]") -> tuple[RouteTable, ...]:
        with _reading(scope):
            pages = (
                self._client_for(scope)
                .get_paginator("describe_route_tables")
                .paginate(Filters=filters, PaginationConfig={"PageSize": _TABLES_A_PAGE})
            )
            return tuple(
                parsing.route_table(raw, scope) for page in pages for raw in page["RouteTables"]
            )


@contextmanager
def _reading(scope: Scope) -> Iterator[None]:
    """Translate errors; a role that may not even look can't be used at all."""
    try:
        with translated():
            yield
    except RefusedError as error:
        if error.code in {"UnauthorizedOperation", "AuthFailure"}:
            raise ScopeDeniedError(scope, str(error)) from error
        raise


def _call(client: "EC2Client", action: Action) -> None:
    match action:
        case AcceptConnection(connection_id=connection_id):
            client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        case RejectConnection(connection_id=connection_id):
            client.reject_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        case CreateRoute() | ReplaceRoute() | DeleteRoute():
            _call_for_route(client, action)
        case AllowDnsResolution(connection_id=connection_id, sides=sides):
            allowed = {"AllowDnsResolutionFromRemoteVpc": True}
            options = {f"{side.title()}PeeringConnectionOptions": allowed for side in sides}
            client.modify_vpc_peering_connection_options(
                VpcPeeringConnectionId=connection_id,
                **options,  # type: ignore[arg-type]  # the names are EC2's own
            )
        case TagConnection(connection_id=connection_id, tags=tags):
            client.create_tags(
                Resources=[connection_id],
                Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            )
        case _:
            assert_never(action)


def _call_for_route(client: "EC2Client", action: CreateRoute | ReplaceRoute | DeleteRoute) -> None:
    where: _Where = {"RouteTableId": action.table_id}
    if isinstance(action.destination, IPv4Network):
        where["DestinationCidrBlock"] = str(action.destination)
    else:
        where["DestinationIpv6CidrBlock"] = str(action.destination)
    match action:
        case CreateRoute(connection_id=connection_id):
            client.create_route(**where, VpcPeeringConnectionId=connection_id)
        case ReplaceRoute(connection_id=connection_id):
            client.replace_route(**where, VpcPeeringConnectionId=connection_id)
        case DeleteRoute():
            try:
                client.delete_route(**where)
            except ClientError as error:
                if code_of(error) != _UNKNOWN_ROUTE:
                    raise
        case _:
            assert_never(action)
