"""What was seen and remembered of a network at one time, in a file that needs no AWS to read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from peerctl.errors import Exit, PeerctlError
from peerctl.files import read_text
from peerctl.known import Footing, Known
from peering.core.approvals import Approvals
from peering.core.memory import Memory
from peering.core.model import Connection, ConnectionId, Scope, Side, Tags, Vpc
from peering.core.observed import Observed, SideView
from peering.core.rulings import Ruling
from peering.core.tables import RouteTable


@dataclass(frozen=True, slots=True)
class OwnView:
    """What one side's owner alone sees of a connection."""

    dns: bool | None = None
    tags: Tags = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """One connection, with what each owner sees of it and what the hub's tables hold.

    `said` tells since when each type of announcement is out.
    """

    connection: Connection
    memory: Memory
    views: Mapping[Side, OwnView] = field(default_factory=dict, hash=False)
    ruling: Ruling | None = None
    said: Mapping[str, datetime] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Observation:
    """A network as it was at one time.

    `scopes` are those that could be looked at, `denied` those that could not, with the reason.
    `ended` are connections, found as targets of dead routes, that EC2 confirms have ended.
    What later versions added has a value that earlier ones' files stand for.
    """

    taken_at: datetime
    scopes: tuple[Scope, ...] = ()
    denied: tuple[tuple[Scope, str], ...] = ()
    vpcs: tuple[Vpc, ...] = ()
    tables: tuple[RouteTable, ...] = ()
    connections: tuple[Seen, ...] = ()
    ended: frozenset[ConnectionId] = frozenset()
    version: Literal[1] = 1
    footing: Footing = field(default_factory=Footing)

    def seen(self, connection_id: ConnectionId) -> Seen | None:
        """The connection of that id."""
        return next((s for s in self.connections if s.connection.id == connection_id), None)

    def known(self, seen: Seen) -> Known:
        """What is known of the connection besides."""
        return Known(seen.memory, seen.ruling, seen.said, self.footing)

    def observed(self, seen: Seen, approvals: Approvals) -> Observed:
        """The connection as a pass that governs these scopes would observe it."""
        views: list[SideView] = []
        unreachable: list[Side] = []
        for side in Side:
            vpc = seen.connection.vpc(side)
            if not approvals.governs(vpc.scope):
                continue
            if vpc.scope not in self.scopes:
                unreachable.append(side)
                continue
            own = seen.views.get(side, OwnView())
            tables = tuple(self._tables(seen.connection, vpc))
            if seen.connection.status.ended and any(v.scope == vpc.scope for v in views):
                continue  # its routes are found by their target, a scope at a time
            views.append(SideView(side, vpc.scope, tables, own.dns, own.tags))
        return Observed(seen.connection, tuple(views), tuple(unreachable), self.ended)

    def _tables(self, connection: Connection, vpc: Vpc) -> Iterator[RouteTable]:
        """The tables of a living connection's VPC; those that still lead to an ended one."""
        for table in self.tables:
            if connection.status.ended:
                if table.scope == vpc.scope and any(table.leading_to(connection.id)):
                    yield table
            elif table.vpc_id == vpc.id:
                yield table


@cache
def _shape() -> TypeAdapter[Observation]:
    return TypeAdapter(Observation)


def written(observation: Observation) -> str:
    """An observation as it stands in its file."""
    return _shape().dump_json(observation, indent=2).decode() + "\n"


def read_observation(file: Path) -> Observation:
    """The observation that a file holds. Raises PeerctlError."""
    try:
        found = _shape().validate_json(read_text(file, "a saved observation"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "$"
        sentence = (
            f"{file} is no observation ({where}: {first['msg'].lower()}): "
            "make one with 'peerctl observe --save FILE'."
        )
        raise PeerctlError(Exit.FILE, sentence) from error
    if found.taken_at.tzinfo is None:
        raise PeerctlError(Exit.FILE, f"{file}: taken_at lacks a time zone: write it with a Z.")
    return found


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
