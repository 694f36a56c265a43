"""What the map shows, before it is drawn: accounts, Regions, VPCs and the lines between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from peerctl.account import routes
from peerctl.known import Known
from peerctl.observation import Observation, Seen
from peerctl.order import Fields, Health, health, status_fields
from peerctl.outlook import Outlook, outlook
from peering.core.actions import DeleteRoute
from peering.core.approvals import Approvals
from peering.core.model import AccountId, Connection, Scope, Side, Vpc, VpcId
from peering.core.observed import Observed


class Mark(StrEnum):
    """What is wrong with routes at one end of a line."""

    MISSING = "missing"
    CONFLICT = "conflict"
    DEAD = "dead"


_MARKS = {
    "create": Mark.MISSING,
    "free": Mark.MISSING,
    "replace": Mark.DEAD,
    "dead": Mark.DEAD,
    "conflict": Mark.CONFLICT,
    "full": Mark.CONFLICT,
    "contested": Mark.CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One connection: its ends, its health, and how many routes are marked at each end."""

    connection: Connection
    health: Health
    marks: Mapping[Side, Mapping[Mark, int]]
    fields: Fields


@dataclass(frozen=True, slots=True)
class Region:
    """The VPCs of one account in one Region."""

    scope: Scope
    vpcs: tuple[Vpc, ...]
    governed: bool


@dataclass(frozen=True, slots=True)
class Account:
    """An account and its Regions."""

    id: AccountId
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn."""

    accounts: tuple[Account, ...]
    lines: tuple[Line, ...]
    left_out: int  # VPCs without a connection


def chart(network: Observation, approvals: Approvals, *, lonely: bool) -> Chart:
    """Lay out what was observed; VPCs without a connection only if *lonely*."""
    lines = tuple(_line(network, seen, approvals) for seen in network.connections)
    known = {vpc.id: vpc for vpc in network.vpcs}
    joined: dict[VpcId, Vpc] = {}
    for line in lines:
        for side in Side:
            vpc = line.connection.vpc(side)
            joined.setdefault(vpc.id, known.get(vpc.id, vpc))
    shown = {**known, **joined} if lonely else joined
    return Chart(
        tuple(_accounts(shown.values(), approvals)), lines, len(known.keys() - shown.keys())
    )


def _accounts(vpcs: Iterable[Vpc], approvals: Approvals) -> Iterator[Account]:
    ordered = sorted(vpcs, key=lambda vpc: (vpc.scope, vpc.cidrs[:1] == (), str(vpc.cidrs[:1])))
    for account_id, owned in groupby(ordered, key=lambda vpc: vpc.scope.account_id):
        regions = (
            Region(scope, tuple(placed), approvals.governs(scope))
            for scope, placed in groupby(owned, key=lambda vpc: vpc.scope)
        )
        yield Account(account_id, tuple(regions))


def _line(network: Observation, seen: Seen, approvals: Approvals) -> Line:
    observed = network.observed(seen, approvals)
    known = network.known(seen)
    found = outlook(observed, approvals, known, network.taken_at)
    return Line(
        seen.connection,
        health(found, known),
        _marks(observed, known, found),
        status_fields(observed, known, found),
    )


def _marks(observed: Observed, known: Known, found: Outlook) -> dict[Side, dict[Mark, int]]:
    marks: dict[Side, dict[Mark, int]] = {side: {} for side in Side}
    for route in routes(observed, known.memory, found):
        mark = _MARKS.get(str(route["state"]))
        if mark is not None:
            counted = marks[Side(str(route["side"]))]
            counted[mark] = counted.get(mark, 0) + 1
    for action in found.plan.actions:
        if isinstance(action, DeleteRoute):
            for side in observed.connection.sides_in(action.scope)[:1]:
                marks[side][Mark.DEAD] = marks[side].get(Mark.DEAD, 0) + 1
    return marks
