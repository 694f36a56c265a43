"""A network as large as an organization's, with connections in every state, made by rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from peerctl.observation import Observation, OwnView, Seen
from peering.core.approvals import Effect
from peering.core.blocks import cidr
from peering.core.marking import MANAGED_BY, RULE, STATUS
from peering.core.memory import Basis, Decision, Memory
from peering.core.model import (
    AccountId,
    Connection,
    ConnectionId,
    Region,
    Scope,
    Side,
    Status,
    Vpc,
    VpcId,
)
from peering.core.tables import Route, RouteState, RouteTable, RouteTableId, Target, TargetKind

NOW = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
REGIONS = ("us-east-1", "eu-west-1")
_TRADES = ("data", "shop", "billing", "search", "ledger", "mail", "media", "edge")
_STATES = ("in order",) * 14 + ("missing", "missing", "conflict", "dead", "pending", "ended")


@dataclass(frozen=True, slots=True)
class Estate:
    """The approvals file, and what was seen of the network that it governs."""

    approvals: str
    observation: Observation
    states: tuple[str, ...]  # of the connections, in their order

    def in_state(self, state: str) -> ConnectionId:
        """The first connection in that state."""
        return self.observation.connections[self.states.index(state)].connection.id


def estate(vpcs: int, connections: int) -> Estate:
    """So many VPCs, in accounts of ten, and so many connections, most of them to a hub's."""
    chance = Random(7)  # noqa: S311 # a picture, not a secret
    placed = tuple(_vpc(number) for number in range(vpcs))
    tables: dict[VpcId, list[Route]] = {vpc.id: [] for vpc in placed}
    pairs = sorted({_pair(chance, placed) for _ in range(connections * 2)}, key=str)
    sample = chance.sample(pairs, connections)
    states = tuple(_STATES[-1 - number * 3 % len(_STATES)] for number in range(connections))
    seen = tuple(_seen(number, *pair, states[number], tables) for number, pair in enumerate(sample))
    scopes = tuple(sorted({vpc.scope for vpc in placed}))
    return Estate(
        _approvals(scopes),
        Observation(
            NOW,
            scopes=scopes,
            vpcs=placed,
            tables=tuple(
                RouteTable(
                    RouteTableId(f"rtb-{vpc.id[4:]}"), vpc.scope, vpc.id, tuple(tables[vpc.id])
                )
                for vpc in placed
            ),
            connections=seen,
        ),
        states,
    )


def _vpc(number: int) -> Vpc:
    account = AccountId(f"{number // 10 + 1:04}" * 3)
    scope = Scope(account, Region(REGIONS[number % 10 // 6]))
    trade = _TRADES[number // 10 % len(_TRADES)]
    blocks = [cidr(f"10.{number // 250}.{number % 250}.0/24")]
    blocks += [cidr(f"100.64.{number}.0/24")] if number % 7 == 0 else []
    return Vpc(scope, VpcId(f"vpc-{number:017x}"), tuple(blocks), {"Name": f"{trade}-{number}"})


def _pair(chance: Random, placed: tuple[Vpc, ...]) -> tuple[Vpc, Vpc]:
    hubs = placed[::25]
    one = chance.choice(placed)
    other = chance.choice(hubs if chance.random() < 0.8 else placed)  # noqa: PLR2004 # most
    return (one, other) if one != other else _pair(chance, placed)


def _seen(number: int, one: Vpc, other: Vpc, state: str, tables: dict[VpcId, list[Route]]) -> Seen:
    connection_id = ConnectionId(f"pcx-{number:017x}")
    status = {"pending": Status.PENDING_ACCEPTANCE, "ended": Status.DELETED}.get(
        state, Status.ACTIVE
    )
    connection = Connection(connection_id, status, one, other)
    if state != "pending":
        _route(connection, state, tables)
    decision = Decision(Effect.ACCEPT, Basis.RULE, "inside", NOW)
    memory = Memory(connection_id, None if state == "pending" else decision)
    tags = {
        "Name": "peering",
        MANAGED_BY: "vpc-peering-autopilot",
        RULE: "inside",
        STATUS: "conflict" if state == "conflict" else "routed",
    }
    return Seen(connection, memory, {side: OwnView(dns=False, tags=tags) for side in Side})


def _route(connection: Connection, state: str, tables: dict[VpcId, list[Route]]) -> None:
    leads = Target(TargetKind.PEERING, connection.id)
    for side in Side:
        for block in connection.vpc(side.other).cidrs:
            at_requester = side is Side.REQUESTER
            if at_requester and state in {"missing", "ended"}:
                continue
            elsewhere = at_requester and state == "conflict"
            target = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0aaa") if elsewhere else leads
            dead = state in {"dead", "ended"}
            tables[connection.vpc(side).id].append(
                Route(block, target, RouteState.BLACKHOLE if dead else RouteState.ACTIVE)
            )


def _approvals(scopes: tuple[Scope, ...]) -> str:
    accounts = sorted({scope.account_id for scope in scopes})
    return "\n".join(_approved(accounts)) + "\n"


def _approved(accounts: list[AccountId]) -> Iterator[str]:
    named = ", ".join(f'"{account}"' for account in accounts)
    trusted = ", ".join(f'"{account}"' for account in accounts[:-1])
    yield "version: 1"
    yield "governs:"
    yield f"  - accounts: [{named}]"
    yield f"    regions: [{', '.join(REGIONS)}]"
    yield "rules:"
    yield "  - name: inside"
    yield "    effect: accept"
    yield f"    requester: {{accounts: [{trusted}]}}"
