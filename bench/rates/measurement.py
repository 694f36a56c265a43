"""A thousand routes on one side, and a hundred connections at once, under EC2's rates."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from bench.figures import Figure, Line, Measured, Measurement, Plot
from bench.rates.hub import Hub
from bench.rates.surveys import figures, many_surveys
from localcloud.ec2.rates import ROUTES
from peering.core.approvals import Conditions, Effect, Rule
from peering.core.model import AccountId, ConnectionId, Region, Scope
from tests.usecases.program import approving
from tests.world import ACCEPTER, HOME, REQUESTER

_RULE = Rule("data", Effect.ACCEPT, Conditions(accounts=(REQUESTER,)), dns=True)
_ABROAD = "eu-west-1"
_BUSY = Scope(AccountId(ACCEPTER), Region(_ABROAD))
_BLOCKS, _TABLES = 5, 200  # of the requester, and of the accepter: a thousand routes
_CONNECTIONS, _HUBS, _HUB_TABLES = 100, 2, 6
_GOAL = 1.2


@dataclass(frozen=True, slots=True)
class Played:
    """One scene: how many routes the busier side needed, and how it went."""

    what: str
    routes: int
    took: timedelta
    hub: Hub = field(repr=False)
    curve: tuple[tuple[float, float], ...]

    @property
    def bound(self) -> float:
        """The seconds that CreateRoute's bucket alone takes for the busier side."""
        return (self.routes - ROUTES.bucket) / ROUTES.refill


def measure() -> Measured:
    """Play both scenes, and a sweep."""
    scenes = (many_routes(), many_connections())
    told = (*(figure for scene in scenes for figure in _figures(scene)), *figures(many_surveys()))
    return Measured(told, tuple(map(_plot, scenes)))


def many_routes(tables: int = _TABLES) -> Played:
    """One connection between a VPC of five blocks and one of so many tables."""
    hub = Hub(approving(_RULE, routes_per_table=1000))
    world = hub.world
    ours = world.vpc(*(f"10.{number}.0.0/16" for number in range(10, 10 + _BLOCKS)), region=HOME)
    theirs = world.vpc("172.16.0.0/16", account=ACCEPTER, region=_ABROAD)
    for _ in range(tables - 1):
        world.table(theirs)
    pcx = world.request(ours, theirs)
    hub.requested(pcx)
    return _played(f"{_BLOCKS * tables:,} routes on one side", hub, [pcx], _BLOCKS * tables)


def many_connections(connections: int = _CONNECTIONS) -> Played:
    """So many requests at once into two hubs' VPCs with six tables each."""
    hub = Hub(approving(_RULE))
    world = hub.world
    hubs = [
        world.vpc(f"172.16.{number}.0/24", account=ACCEPTER, region=_ABROAD)
        for number in range(_HUBS)
    ]
    for vpc in hubs:
        for _ in range(_HUB_TABLES - 1):
            world.table(vpc)
    requested: list[ConnectionId] = []
    for number in range(connections):
        ours = world.vpc(f"10.10.{number}.0/24", region=HOME)
        requested.append(world.request(ours, hubs[number % _HUBS]))
        hub.requested(requested[-1])
    return _played(f"{connections} connections at once", hub, requested, connections * _HUB_TABLES)


def _played(what: str, hub: Hub, requested: list[ConnectionId], routes: int) -> Played:
    began = hub.clock()
    took = hub.run("accept", "route")
    missing = [pcx for pcx in requested if not hub.world.routes_to(pcx)]
    written = hub.network.performed_at("CreateRoute", _BUSY)
    if missing or len(written) < routes:
        raise RuntimeError(f"{what}: {len(missing)} connections without routes")
    curve = tuple(((at - began).total_seconds(), n) for n, at in enumerate(written, 1))
    return Played(what, routes, took, hub, curve)


def _figures(scene: Played) -> Iterator[Figure]:
    seconds = scene.took.total_seconds()
    hub = scene.hub
    yield Figure(
        f"{scene.what}: until all is routed and told",
        seconds,
        "s",
        goal=_GOAL * scene.bound,
        floor=scene.bound,
        note=f"{scene.routes} routes in one account and Region: 50 at once and 5 a second are "
        f"{scene.bound:.0f} s. {hub.network.refused} requests met RequestLimitExceeded, and "
        f"{hub.network.given_up} of them after four tries, which puts the work back; "
        f"{hub.invocations} invocations.",
    )
    yield Figure(f"{scene.what}: failed messages and invocations", hub.failed, "", goal=0)


def _plot(scene: Played) -> Plot:
    bound = ((0.0, ROUTES.bucket), (scene.bound, float(scene.routes)))
    return Plot(
        name=f"rates-{len(scene.hub.world.ec2.peerings)}",
        title=f"{scene.what}, under EC2's request rates",
        x="seconds since the request (simulated)",
        y="routes written",
        lines=(
            Line("this program", scene.curve[:: max(1, len(scene.curve) // 60)] + scene.curve[-1:]),
            Line("what EC2's bucket admits", bound),
        ),
        goal=Line(f"goal: {_GOAL} times that", tuple((_GOAL * at, n) for at, n in bound)),
    )


RATES = Measurement(
    name="rates",
    question="How close to EC2's request rates is the work done?",
    run=measure,
)
