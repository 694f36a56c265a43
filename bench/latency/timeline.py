"""The times of one connection's way through the hub, read from the calls that reached EC2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import pairwise

from localcloud import Call

_ACCEPT, _ROUTE = ":role/vpc-peering-accept", ":role/vpc-peering-route"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Hops in milliseconds, in their order.

    `event`: from the request until it is on accept's queue. `accepts_queue`: until accept first
    looks. `accept`: until EC2 is told to accept. `bus`: until the announcement is on route's queue.
    `routes_queue`: until route first looks. `route`: until the last route is written. `rest`: until
    the announcement is on notify's queue. `notify`: until the subscriber has the message.
    """

    event: float
    accepts_queue: float
    accept: float
    bus: float
    routes_queue: float
    route: float
    rest: float
    notify: float

    @property
    def routed(self) -> float:
        """From the request to the last route."""
        return self.told - self.rest - self.notify

    @property
    def told(self) -> float:
        """From the request to the message."""
        return float(sum(getattr(self, hop) for hop in HOPS))

    @classmethod
    def read(
        cls, calls: Sequence[Call], delivered: Mapping[str, datetime], received: datetime
    ) -> "Timeline":
        """Read it from all calls between this request and the next, and what the bus delivered.

        Raises StopIteration or KeyError where something is missing.
        """
        marks = (
            _first(calls, "CreateVpcPeeringConnection", "").at,
            delivered["CreateVpcPeeringConnection"],
            _first(calls, "Describe", _ACCEPT).at,
            _first(calls, "AcceptVpcPeeringConnection", _ACCEPT).at,
            delivered["Peering Accepted"],
            _first(calls, "Describe", _ROUTE).at,
            _first(calls[::-1], "CreateRoute", _ROUTE).at,
            delivered["Peering Routed"],
            received,
        )
        return cls(*((later - sooner).total_seconds() * 1000 for sooner, later in pairwise(marks)))


HOPS = tuple(field.name for field in fields(Timeline))


def _first(calls: Sequence[Call], action: str, role: str) -> Call:
    return next(
        call
        for call in calls
        if call.action.startswith(action) and role in (call.role or "") and call.service == "ec2"
    )
