"""Facts as DynamoDB items, and back: the only place that knows their attributes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from peering.core.approvals import Effect
from peering.core.blocks import Cidr, cidr
from peering.core.memory import Announced, Basis, Decision, Memory, OwnedRoute
from peering.core.model import AccountId, Connection, ConnectionId, Region, Scope, Side, Vpc, VpcId
from peering.core.tables import RouteTableId

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    type Item = Mapping[str, AttributeValueTypeDef]

DECISION = "decision"
REQUESTED = "requested"
_ROUTE = "route#"
_ANNOUNCED = "announced#"
_SAID = "said#"
_DNS = "dns#"


@dataclass(frozen=True, slots=True)
class Said:
    """One announcement that went out, whether it still holds or not."""

    at: datetime
    type: str


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A memory with its times; `standing` tells since when each announcement that holds is out.

    `said` are all announcements, oldest first, also those whose state is over.
    """

    memory: Memory
    requested_at: datetime | None
    standing: Mapping[Announced, datetime]
    said: tuple[Said, ...]


def owned_fact(table_id: RouteTableId, destination: Cidr) -> str:
    """The name of the fact that a route is ours."""
    return f"{_ROUTE}{table_id}#{destination}"


def announced_fact(announced: Announced) -> str:
    """The name of the fact that an announcement is claimed or out."""
    return f"{_ANNOUNCED}{announced.type}#{announced.digest}"


def said_fact(announced: Announced, at: datetime) -> str:
    """The name of the fact that an announcement went out then: nothing overwrites it."""
    return f"{_SAID}{at.astimezone(UTC).isoformat()}#{announced.type}#{announced.digest}"


def dns_fact(side: Side) -> str:
    """The name of the fact that a side's DNS option was refused."""
    return f"{_DNS}{side}"


def moment(at: datetime) -> "AttributeValueTypeDef":
    """Write a time, ISO 8601 in UTC."""
    return {"S": at.astimezone(UTC).isoformat()}


def decision_item(connection: Connection, decision: Decision) -> "dict[str, AttributeValueTypeDef]":
    """Write a decision, with the connection's ends as they are now."""
    return {
        "effect": {"S": decision.effect},
        "basis": {"S": decision.basis},
        "by": {"S": decision.by},
        "at": moment(decision.at),
        "grounds": {"L": [{"S": ground} for ground in decision.grounds]},
        "ends": {"M": {side: _vpc_value(connection.vpc(side)) for side in Side}},
    }


def decision(item: "Item") -> Decision:
    """Read a decision."""
    return Decision(
        effect=Effect(item["effect"]["S"]),
        basis=Basis(item["basis"]["S"]),
        by=item["by"]["S"],
        at=datetime.fromisoformat(item["at"]["S"]),
        grounds=tuple(ground["S"] for ground in item["grounds"]["L"]),
        closed=item.get("closed", {}).get("BOOL", False),
    )


def owned_item(route: OwnedRoute) -> "dict[str, AttributeValueTypeDef]":
    """Write that a route is ours."""
    return {
        **_scope_item(route.scope),
        "vpc_id": {"S": route.vpc_id},
        "table_id": {"S": route.table_id},
        "destination": {"S": str(route.destination)},
        "written_at": moment(route.written_at),
        "writes": {"N": str(route.writes)},
        "chosen_by": {"S": route.chosen_by},
    }


def memory(connection_id: ConnectionId, items: "Iterable[Item]") -> Memory:
    """Read all the facts about one connection."""
    facts = {item["fact"]["S"]: item for item in items}
    decided = facts.get(DECISION)
    ends = {} if decided is None else decided["ends"]["M"]
    return Memory(
        connection_id,
        decision=None if decided is None else decision(decided),
        ends={Side(side): _vpc(value["M"]) for side, value in ends.items()},
        owned=tuple(_owned(facts[fact]) for fact in facts if fact.startswith(_ROUTE)),
        announced=frozenset(
            Announced(*fact.removeprefix(_ANNOUNCED).split("#"))
            for fact in facts
            if fact.startswith(_ANNOUNCED) and "out" in facts[fact]
        ),
        dns_refused={
            Side(fact.removeprefix(_DNS)): datetime.fromisoformat(facts[fact]["retry_at"]["S"])
            for fact in facts
            if fact.startswith(_DNS)
        },
        requested_by=facts[REQUESTED]["by"]["S"] if REQUESTED in facts else None,
    )


def chronicle(connection_id: ConnectionId, items: "Iterable[Item]") -> Chronicle:
    """Read all the facts about one connection, with their times."""
    facts = {item["fact"]["S"]: item for item in items}
    remembered = memory(connection_id, facts.values())
    standing = {a: _at(facts[announced_fact(a)]) for a in remembered.announced}
    logged = {fact.removeprefix(_SAID) for fact in facts if fact.startswith(_SAID)}
    said = [Said(datetime.fromisoformat(at), kind) for at, kind, _ in map(_parts, logged)]
    # What an earlier version announced is in no log.
    in_log = {(kind, digest) for _, kind, digest in map(_parts, logged)}
    said += (Said(at, a.type) for a, at in standing.items() if (a.type, a.digest) not in in_log)
    return Chronicle(
        remembered,
        _at(facts[REQUESTED]) if REQUESTED in facts else None,
        standing,
        tuple(sorted(said, key=lambda one: (one.at, one.type))),
    )


def _parts(logged: str) -> tuple[str, str, str]:
    at, kind, digest = logged.split("#")
    return at, kind, digest


def _at(item: "Item") -> datetime:
    return datetime.fromisoformat(item["at"]["S"])


def facts_of(memory: Memory) -> Iterator[str]:
    """The names of the facts that make up a memory; the decision comes last."""
    for route in memory.owned:
        yield owned_fact(route.table_id, route.destination)
    for announced in memory.announced:
        yield announced_fact(announced)
    for side in memory.dns_refused:
        yield dns_fact(side)
    if memory.requested_by is not None:
        yield REQUESTED
    if memory.decision is not None:
        yield DECISION


def _owned(item: "Item") -> OwnedRoute:
    return OwnedRoute(
        scope=_scope(item),
        vpc_id=VpcId(item["vpc_id"]["S"]),
        table_id=RouteTableId(item["table_id"]["S"]),
        destination=cidr(item["destination"]["S"]),
        written_at=datetime.fromisoformat(item["written_at"]["S"]),
        writes=int(item["writes"]["N"]),
        chosen_by=item["chosen_by"]["S"],
    )


def _vpc_value(vpc: Vpc) -> "AttributeValueTypeDef":
    return {
        "M": {
            **_scope_item(vpc.scope),
            "vpc_id": {"S": vpc.id},
            "cidrs": {"L": [{"S": str(block)} for block in vpc.cidrs]},
        }
    }


def _vpc(item: "Item") -> Vpc:
    return Vpc(
        scope=_scope(item),
        id=VpcId(item["vpc_id"]["S"]),
        cidrs=tuple(cidr(block["S"]) for block in item["cidrs"]["L"]),
    )


def _scope_item(scope: Scope) -> "dict[str, AttributeValueTypeDef]":
    return {"account_id": {"S": scope.account_id}, "region": {"S": scope.region}}


def _scope(item: "Item") -> Scope:
    return Scope(AccountId(item["account_id"]["S"]), Region(item["region"]["S"]))
