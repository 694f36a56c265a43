"""Owners who do anything in any order on the local EC2, and what must never come of it."""

from collections.abc import Iterator
from random import Random

from botocore.exceptions import ClientError

from tests.catalogue.deeds import APPROVALS, DEEDS, Place
from tests.catalogue.estate import ABROAD, STRANGER, Estate, estate
from tests.world import ACCEPTER

_OURS = 3  # the last VPC is a stranger's


def walked(seed: int, steps: int) -> tuple[list[str], list[str]]:
    """Walk so many steps; give what must not be, and all that was done."""
    with estate() as made:
        at = _place(made, Random(seed))  # noqa: S311 # the same each time, so that it comes again
        done: list[str] = []
        wrong = [*_walk(at, steps, done), *_settle(at)]
        return wrong, done


def _place(made: Estate, chance: Random) -> Place:
    ends = [
        made.vpc("10.10.0.0/16"),
        made.vpc("10.20.0.0/16", ACCEPTER, ABROAD),
        made.vpc("10.30.0.0/16", ACCEPTER),
        made.vpc("10.40.0.0/16", STRANGER),
    ]
    at = Place(made, chance, made.program(*APPROVALS[2]), ends)
    for end in ends:
        gateway = end.client.create_transit_gateway()["TransitGateway"]
        at.gateways[end.vpc_id] = gateway["TransitGatewayId"]
    return at


def _walk(at: Place, steps: int, done: list[str]) -> Iterator[str]:
    for _ in range(steps):
        deed, end = at.chance.choice(DEEDS), at.chance.choice(at.ends)
        done.append(f"{deed.__name__} {at.ends.index(end)}")
        try:
            deed(at, end)
        except ClientError as error:
            done.append(f"refused: {error.response['Error']['Code']}")
        yield from _broken(at)


def _settle(at: Place) -> Iterator[str]:
    """Leave all alone, and tell what is still done or said after a while."""
    for _ in range(6):
        at.estate.world.clock.advance(hours=25)
        at.program.sweep()
    yield from _broken(at)
    said = len(at.estate.world.bus.announcements)
    at.estate.asked.forget()
    for _ in range(2):
        at.estate.world.clock.advance(minutes=30)
        at.program.sweep()
    # A request between VPCs that are connected already is tried by each sweep: they may part.
    writes = [verb for verb in at.estate.asked.writes if verb != "AcceptVpcPeeringConnection"]
    yield from (f"{verb} though all is settled" for verb in writes)
    yield from (f"{kind} though all is settled" for kind in at.estate.world.bus.types[said:])
    for end in at.ends[:_OURS]:
        for place, route in at.estate.routes(end).items():
            if "VpcPeeringConnectionId" in route and route["State"] == "blackhole":
                yield f"{place} is a blackhole"


def _broken(at: Place) -> Iterator[str]:
    """Tell which route to elsewhere is not what its owner made it, and who should not be asked."""
    there = {place: route for end in at.ends for place, route in at.estate.routes(end).items()}
    for place, gateway in at.elsewhere.items():
        if place not in there:
            yield f"{place} is gone"
        elif there[place].get("TransitGatewayId") != gateway:
            yield f"{place} leads elsewhere than its owner said"
    if any(ask.scope.account_id == STRANGER for ask in at.estate.asked.made):
        yield "a stranger's account was asked"
