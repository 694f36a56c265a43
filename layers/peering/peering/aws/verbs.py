"""Actions as EC2 calls, one each, and what EC2's refusals mean for each of them."""

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, NotRequired, TypedDict, assert_never

from botocore.exceptions import ClientError

from peering.aws.errors import code_of, message_of, translated
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
from peering.errors import LookAgainError

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

_GONE = frozenset({"invalidroute.notfound", "invalidroutetableid.notfound"})


class _Where(TypedDict):
    """Which route, as EC2's calls name it."""

    RouteTableId: str
    DestinationCidrBlock: NotRequired[str]
    DestinationIpv6CidrBlock: NotRequired[str]


def perform(client: "EC2Client", action: Action) -> None:
    """Do *action*. What is done already is no error.

    Raises LookAgainError where the world has changed, TryLaterError and RefusedError.
    """
    with translated():
        try:
            _call(client, action)
        except ClientError as error:
            if isinstance(action, DeleteRoute) and code_of(error) in _GONE:
                return
            if _changed(action, error):
                raise LookAgainError(f"{action}: {message_of(error)}") from error
            raise


def _changed(action: Action, error: ClientError) -> bool:
    """Tell whether EC2's refusal means, for this action, that the world is not what it was.

    EC2 has one code, OperationNotPermitted, for many causes.
    """
    code, message = code_of(error), message_of(error).lower()
    match action:
        case AcceptConnection() | RejectConnection():
            # It is sent in the accepter's own scope, so it is the request that has moved on.
            return code == "operationnotpermitted"
        case ReplaceRoute():
            # "There is no route defined for '…' in the route table. Use CreateRoute instead."
            return code == "invalidparametervalue" and "no route" in message
        case AllowDnsResolution():
            # "Peering … is not active. Peering options can be added only to active peerings."
            inactive = code == "operationnotpermitted" and "active" in message
            return inactive or code == "invalidvpcpeeringconnectionstate"
        case CreateRoute() | DeleteRoute() | TagConnection():
            return False
        case unheard_of:
            assert_never(unheard_of)


def _call(client: "EC2Client", action: Action) -> None:
    match action:
        case AcceptConnection(connection_id=connection_id):
            client.accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        case RejectConnection(connection_id=connection_id):
            client.reject_vpc_peering_connection(VpcPeeringConnectionId=connection_id)
        case CreateRoute(connection_id=connection_id):
            client.create_route(**_where(action), VpcPeeringConnectionId=connection_id)
        case ReplaceRoute(connection_id=connection_id):
            client.replace_route(**_where(action), VpcPeeringConnectionId=connection_id)
        case DeleteRoute():
            client.delete_route(**_where(action))
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


def _where(action: CreateRoute | ReplaceRoute | DeleteRoute) -> _Where:
    where: _Where = {"RouteTableId": action.table_id}
    if isinstance(action.destination, IPv4Network):
        where["DestinationCidrBlock"] = str(action.destination)
    else:
        where["DestinationIpv6CidrBlock"] = str(action.destination)
    return where
