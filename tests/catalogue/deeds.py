"""What owners do on the local EC2, and what comes over the program: each as chance has it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from peering.core.approvals import Conditions, Effect, MainTable, OnConflict, Rule, SideRoutes
from peering.core.model import ConnectionId, Side
from tests.catalogue.estate import Estate, EstateProgram
from tests.core.examples import cidrs, rule
from tests.localcloud.ec2_peers import End, Peers

ANYBODY = Conditions()
APPROVALS: tuple[tuple[Rule, ...], ...] = (
    (),
    (rule(),),
    (rule(requester=ANYBODY, dns=True, on_conflict=OnConflict.ROUTE_REST),),
    (rule(requester=ANYBODY, routes={Side.REQUESTER: SideRoutes(tables=MainTable())}),),
    (rule(routes={Side.ACCEPTER: SideRoutes(excluded=cidrs("10.10.128.0/17"))}),),
    (rule(), rule(name="no", effect=Effect.REJECT, unroute=True)),
)
PACES: tuple[dict[str, float], ...] = (
    {"provisioning_seconds": 40},
    {"fresh_id_write_seconds": 20},
    {"associating_seconds": 30, "disassociating_seconds": 30},
    {"deleting_seconds": 90},
    {"provisioning_seconds": 0, "fresh_id_write_seconds": 0, "associating_seconds": 0},
)
TAKEN = ("10.10.0.0/16", "10.20.0.0/16", "10.30.0.0/16", "10.20.4.0/24", "10.0.0.0/8", "0.0.0.0/0")
ADDED = ("10.21.0.0/16", "10.31.0.0/16", "8.8.0.0/16")
PAUSES = (1, 40, 300, 3 * 24 * 60)  # minutes


@dataclass(slots=True)
class Place:
    """Where it is done; `elsewhere` are the routes to gateways, by table and destination."""

    estate: Estate
    chance: Random
    program: EstateProgram
    ends: list[End]
    gateways: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: list[tuple[ConnectionId, Peers]] = field(default_factory=list)


def request(at: Place, end: End) -> None:
    """Ask for a connection to any other VPC."""
    other = at.chance.choice([one for one in at.ends if one is not end])
    connection_id = at.estate.request(end, other)
    at.asked.append((connection_id, Peers(end, other)))
    tell(at, connection_id)


def answer(at: Place, _: End) -> None:
    """Accept, reject or delete a connection, or only tell of it."""
    if not at.asked:
        return
    connection_id, pair = at.chance.choice(at.asked)
    verbs: tuple[Callable[[], object], ...] = (
        lambda: pair.accepter.client.accept_vpc_peering_connection(
            VpcPeeringConnectionId=connection_id
        ),
        lambda: pair.accepter.client.reject_vpc_peering_connection(
            VpcPeeringConnectionId=connection_id
        ),
        lambda: at.chance.choice(
            (pair.requester, pair.accepter)
        ).client.delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id),
        lambda: None,
    )
    at.chance.choice(verbs)()
    tell(at, connection_id)


def tell(at: Place, connection_id: ConnectionId) -> None:
    """Let an event arrive, of whatever kind, or none."""
    told = (at.program.requested, at.program.changed, lambda _: None)
    at.chance.choice(told)(connection_id)


def wipe(at: Place, end: End) -> None:
    """Remove a route to a peering."""
    found = at.estate.routes(end).items()
    led = [place for place, route in found if "VpcPeeringConnectionId" in route]
    if led:
        table, destination = at.chance.choice(led)
        end.client.delete_route(RouteTableId=table, DestinationCidrBlock=destination)


def take(at: Place, end: End) -> None:
    """Lead a destination to a gateway."""
    table, destination = end.table_id(), at.chance.choice(TAKEN)
    gateway = at.gateways[end.vpc_id]
    end.client.create_route(
        RouteTableId=table, DestinationCidrBlock=destination, TransitGatewayId=gateway
    )
    at.elsewhere[table, destination] = gateway


def give_back(at: Place, end: End) -> None:
    """Take such a route away again."""
    for table, destination in [p for p in at.elsewhere if p[0] == end.table_id()]:
        end.client.delete_route(RouteTableId=table, DestinationCidrBlock=destination)
        del at.elsewhere[table, destination]


def add_block(at: Place, end: End) -> None:
    """Add a block to the VPC."""
    end.client.associate_vpc_cidr_block(VpcId=end.vpc_id, CidrBlock=at.chance.choice(ADDED))


def remove_block(at: Place, end: End) -> None:
    """Take a secondary block from the VPC."""
    (vpc,) = end.client.describe_vpcs(VpcIds=[end.vpc_id])["Vpcs"]
    for block in vpc["CidrBlockAssociationSet"][1:]:
        if block["CidrBlockState"]["State"] == "associated":
            end.client.disassociate_vpc_cidr_block(AssociationId=block["AssociationId"])
            return


def add_table(at: Place, end: End) -> None:
    """Add a route table."""
    at.estate.table(end)


def switch_dns(at: Place, end: End) -> None:
    """Give the VPC DNS hostnames, or take them away."""
    on = at.chance.random() < 1 / 2
    end.client.modify_vpc_attribute(VpcId=end.vpc_id, EnableDnsHostnames={"Value": on})


def decide(at: Place, _: End) -> None:
    """Change the approvals."""
    at.program.approvals = at.estate.program(*at.chance.choice(APPROVALS)).approvals


def wait(at: Place, _: End) -> None:
    """Let time pass."""
    at.estate.world.clock.advance(minutes=at.chance.choice(PAUSES))


def slow(at: Place, _: End) -> None:
    """Make EC2 slow, or quick again."""
    at.estate.ec2.make(**at.chance.choice(PACES))


def sweep(at: Place, _: End) -> None:
    """Let the program sweep."""
    at.program.sweep()


DEEDS: tuple[Callable[[Place, End], None], ...] = (
    *(request, request, answer, wipe, take, take, give_back, add_block, remove_block, add_table),
    *(switch_dns, decide, wait, slow, sweep),
)
