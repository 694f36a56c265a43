"""The calls on routes and route tables.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
"""

from ipaddress import IPv4Network, IPv6Network

from localcloud.ec2 import destinations, errors, estate, quotas
from localcloud.ec2.blackholes import state
from localcloud.ec2.calls import Answer, Call
from localcloud.ec2.paging import Paging
from localcloud.ec2.routes import LOCAL, PEERING, Destination, Route
from localcloud.ec2.scope import Scope
from localcloud.ec2.table_filters import table_filters
from localcloud.ec2.tables import Table
from localcloud.ec2.views import tag_view
from localcloud.ec2.world import World

PAGING = Paging(5, 100)


def create_table(world: World, call: Call) -> Answer:
    """Create a route table in a VPC."""
    vpc_id = call.text("VpcId")
    held = sum(table.vpc_id == vpc_id for table in estate.tables(call.scope))
    quotas.check_tables(held, vpc_id, world.settings)
    return call.onward(call.params)


def associate_table(world: World, call: Call) -> Answer:
    """Associate a table with a subnet, or with a gateway: not if it leads to a connection.

    https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
    """
    table = world.table(call.scope, call.text("RouteTableId"))
    if call.optional("GatewayId") and any(route.peering for route in table.routes):
        raise errors.invalid(
            f"route table {table.id} holds routes to peering connections "
            "and cannot be associated with a gateway"
        )
    return call.onward(call.params)


def create(world: World, call: Call) -> Answer:
    """Write a route to a destination that the table has none for."""
    table = world.table(call.scope, call.text("RouteTableId"))
    name, destination = destinations.named(call.params)
    _check_prefix_list(call.scope, destination)
    _check_peering(world, call, table, destination)
    if table.static_route(destination):
        raise errors.route_exists(str(destination))
    quotas.check_routes(table, destination, world.settings)
    world.past.keep(table, world.now, world.settings)
    return call.onward({**call.params, name: str(destination)})


def replace(world: World, call: Call) -> Answer:
    """Give the route to exactly that destination another target."""
    table = world.table(call.scope, call.text("RouteTableId"))
    name, destination = destinations.named(call.params)
    found = table.static_route(destination)
    if found is None:
        raise errors.invalid(
            f"There is no route defined for '{destination}' in the route table. "
            "Use CreateRoute instead."
        )
    if found.origin == LOCAL and call.optional(PEERING):
        raise errors.invalid(f"The local route {destination} cannot lead to a peering connection")
    _check_peering(world, call, table, destination)
    world.past.keep(table, world.now, world.settings)
    answer = call.onward({**call.params, name: str(destination)})
    table.forget_targets(destination)
    return answer


def delete(world: World, call: Call) -> Answer:
    """Delete the route to exactly that destination, if a caller wrote it."""
    table = world.table(call.scope, call.text("RouteTableId"))
    name, destination = destinations.named(call.params)
    found = table.static_route(destination)
    if found is None:
        raise errors.route_not_found(str(destination), table.id)
    if not found.is_static:
        raise errors.invalid(f"cannot remove local route {destination} in route table {table.id}")
    world.past.keep(table, world.now, world.settings)
    return call.onward({**call.params, name: str(destination)})


def describe(world: World, call: Call) -> Answer:
    """The tables of the scope; every id that is asked for must be among them."""
    PAGING.check(call.number("MaxResults"))
    if ids := call.texts("RouteTableIds"):
        found = [world.table(call.scope, table_id) for table_id in ids]
    else:
        found = list(estate.tables(call.scope))
    matching = table_filters(world.connections, world.now).apply(found, call.filters())
    page, token = PAGING.page(
        matching, call.number("MaxResults"), call.optional("NextToken"), world.settings
    )
    views = [_table_view(world, table) for table in world.listed(page)]
    return {"RouteTables": views, "NextToken": token}


def _check_peering(world: World, call: Call, table: Table, destination: Destination) -> None:
    """Refuse a route to a connection that is unknown, another VPC's, or not for this table."""
    connection_id = call.optional(PEERING)
    if connection_id is None:
        return
    connection = world.connection(call.scope, connection_id)
    if table.vpc_id not in connection.vpc_pair:
        raise errors.invalid(
            f"route table {table.id} and peering connection {connection_id} "
            "belong to different networks"
        )
    if table.is_edge:
        raise errors.invalid(
            f"route table {table.id} is associated with a gateway and cannot hold a route "
            "to a peering connection"
        )
    vpc = estate.vpc(call.scope, table.vpc_id)
    if vpc is not None:
        destinations.check_allowed(destination, vpc.blocks)


def _check_prefix_list(scope: Scope, destination: Destination) -> None:
    if isinstance(destination, str) and estate.prefix_list(scope, destination) is None:
        raise errors.RefusedError(
            "InvalidPrefixListID.NotFound", f"The prefix list ID '{destination}' does not exist"
        )


def _table_view(world: World, table: Table) -> dict[str, object]:
    now = world.now
    return {
        "RouteTableId": table.id,
        "VpcId": table.vpc_id,
        "OwnerId": table.scope.account_id,
        "Associations": [
            {
                "RouteTableAssociationId": association.id,
                "RouteTableId": table.id,
                "Main": association.is_main,
                "SubnetId": association.subnet_id,
                "GatewayId": association.gateway_id,
                "AssociationState": {"State": "associated"},
            }
            for association in table.associations
        ],
        "PropagatingVgws": [],
        "Routes": [
            _route_view(route, state(route, world.connections, now))
            for route in world.listed(world.past.routes(table, now, world.settings))
        ],
        "Tags": tag_view(table.tags),
    }


def _route_view(route: Route, its_state: str) -> dict[str, object]:
    match route.destination:
        case IPv4Network():
            name = destinations.IPV4
        case IPv6Network():
            name = destinations.IPV6
        case _:
            name = destinations.PREFIX_LIST
    return {
        name: str(route.destination),
        **route.targets,
        "Origin": route.origin,
        "State": its_state,
    }
