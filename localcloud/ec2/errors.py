"""EC2's refusals, with its own codes and words.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
"""

from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.settings import Settings

BAD_REQUEST = 400
PRECONDITION_FAILED = 412
UNAVAILABLE = 503


class RefusedError(Exception):
    """EC2 answers with an error instead of doing what it was asked."""

    def __init__(self, code: str, message: str, status: int = BAD_REQUEST) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def connection_not_found(connection_id: str, settings: Settings) -> RefusedError:
    """Nobody in this scope can see a connection of that id; AWS spells the code in two ways."""
    return RefusedError(
        f"InvalidVpcPeeringConnection{'Id' if settings.other_spelling else 'ID'}.NotFound",
        f"The vpcPeeringConnection ID '{connection_id}' does not exist",
    )


def wrong_transition(connection_id: str, current: str, wanted: str) -> RefusedError:
    """The connection's status does not allow the call."""
    return RefusedError(
        "InvalidStateTransition",
        f"Invalid state transition for {connection_id}, "
        f"attempted to transition from {current} to {wanted}",
    )


def not_permitted(message: str) -> RefusedError:
    """EC2 has one code for many causes; only the message tells them apart."""
    return RefusedError("OperationNotPermitted", message)


def not_yours(scope: Scope, connection_id: str, verb: str) -> RefusedError:
    """The connection is another account's to accept, reject or delete."""
    return not_permitted(f"User {scope.account_id} cannot {verb} peering {connection_id}")


def elsewhere(scope: Scope, connection_id: str, verb: str, region: str) -> RefusedError:
    """The right account in the wrong Region."""
    return not_permitted(
        f"Incorrect region ({scope.region}) specified for this request. "
        f"VPC peering connection {connection_id} must be {verb}ed in region {region}"
    )


def already_exists(connection_id: str) -> RefusedError:
    """The pair of VPCs has a connection already; AWS names the one that can't be accepted.

    https://github.com/hashicorp/terraform-provider-aws/issues/44315
    """
    return RefusedError(
        "VpcPeeringConnectionAlreadyExists",
        f"The vpc peering connection identified by {connection_id} already exists.",
    )


def options_need_active(connection_id: str) -> RefusedError:
    """Options can't be changed in any other state."""
    return not_permitted(
        f"Peering {connection_id} is not active. "
        "Peering options can be added only to active peerings."
    )


def options_of_others(scope: Scope, side: Side) -> RefusedError:
    """Each owner changes its own side's options."""
    return not_permitted(
        f"User {scope.account_id} does not have permission "
        f"to modify the {side} side peering options"
    )


def options_elsewhere(side: Side) -> RefusedError:
    """Each side's options are changed in its own Region."""
    return not_permitted(
        f"{side.title()}'s VPC Peering connection options cannot be modified for a different region"
    )


def dns_hostnames_disabled(vpc_id: str) -> RefusedError:
    """A VPC without DNS hostnames and DNS support can't resolve for its peer."""
    return RefusedError(
        "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
        f"To enable DNS hostname resolution for the VPC peering connection, "
        f"DNS hostname support must be enabled for the VPC {vpc_id}.",
    )


def invalid(message: str) -> RefusedError:
    """A parameter's value is refused; also what AWS is known to refuse without saying how."""
    return RefusedError("InvalidParameterValue", message)


def missing(parameter: str) -> RefusedError:
    """A required parameter is absent."""
    return RefusedError("MissingParameter", f"The request must contain the parameter {parameter}")


def route_exists(destination: str) -> RefusedError:
    """The table has a route to that destination."""
    return RefusedError(
        "RouteAlreadyExists", f"The route identified by {destination} already exists."
    )


def route_not_found(destination: str, table_id: str) -> RefusedError:
    """The table has no route to that destination that a caller could delete."""
    return RefusedError(
        "InvalidRoute.NotFound",
        f"no route with destination-cidr-block {destination} in route table {table_id}",
    )


def route_table_not_found(table_id: str, settings: Settings) -> RefusedError:
    """This scope has no such table; AWS spells the code in two ways."""
    return RefusedError(
        f"InvalidRouteTable{'Id' if settings.other_spelling else 'ID'}.NotFound",
        f"The routeTable ID '{table_id}' does not exist",
    )


def vpc_not_found(vpc_id: str) -> RefusedError:
    """This scope has no such VPC."""
    return RefusedError("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")


def group_not_found(group_id: str) -> RefusedError:
    """No such group in this scope, nor in a VPC that is peered with the rule's."""
    return RefusedError("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
