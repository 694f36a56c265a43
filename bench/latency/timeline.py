"""The times of one connection's way through the hub, read from the calls that reached EC2."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import pairwise

from localcloud import Call

_ACCEPT, _ROUTE = ":role/vpc-peering-accept", ":role/vpc-peering-route"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Hops in milliseconds, in their order.

    `event`: from the request until accept first looks: CloudTrail's event, two buses, a queue.
    `accept`: until EC2 is told to accept. `announcement`: until route first looks: the ledger,
    the bus, a queue. `route`: until the last route is written. `rest`: until the subscriber has
    the message: DNS options, tags, the ledger, the bus, notify, the topic.
    """

    event: float
    accept: float
    announcement: float
    route: float
    rest: float

    @property
    def routed(self) -> float:
        """From the request to the last route."""
        return self.event + self.accept + self.announcement + self.route

    @property
    def told(self) -> float:
        """From the request to the message."""
        return self.routed + self.rest

    @classmethod
    def read(cls, calls: Sequence[Call], received: datetime) -> "Timeline":
        """Read it from all calls between this request and the next. Raises StopIteration."""
        asked = _first(calls, "CreateVpcPeeringConnection", "").at
        looked = _first(calls, "Describe", _ACCEPT).at
        accepted = _first(calls, "AcceptVpcPeeringConnection", _ACCEPT).at
        seen = _first(calls, "Describe", _ROUTE).at
        written = _first(calls[::-1], "CreateRoute", _ROUTE).at
        marks = (asked, looked, accepted, seen, written, received)
        hops = ((later - sooner).total_seconds() * 1000 for sooner, later in pairwise(marks))
        return cls(*hops)


HOPS = tuple(field.name for field in fields(Timeline))


def _first(calls: Sequence[Call], action: str, role: str) -> Call:
    return next(
        call
        for call in calls
        if call.action.startswith(action) and role in (call.role or "") and call.service == "ec2"
    )
