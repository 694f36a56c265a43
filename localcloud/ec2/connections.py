"""Connections, and where they are kept: once each, though two scopes see them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from localcloud.ec2.blocks import Blocks
from localcloud.ec2.options import Options
from localcloud.ec2.scope import Scope, Side
from localcloud.ec2.states import EXPIRES_AFTER, Act, Life


@dataclass(frozen=True, slots=True)
class End:
    """One end; `last_blocks` are those that its VPC had when it was deleted."""

    scope: Scope
    vpc_id: str
    options: Options = field(default_factory=Options)
    last_blocks: Blocks | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A VPC peering connection and all that happened to it."""

    id: str
    requester: End
    accepter: End
    life: Life

    @property
    def requested_at(self) -> datetime:
        """When it was created."""
        return self.life.acts[0].at

    @property
    def expires_at(self) -> datetime:
        """When it expires, if nobody accepts it before."""
        return self.requested_at + EXPIRES_AFTER

    @property
    def crosses_regions(self) -> bool:
        """Whether the two ends lie in different Regions."""
        return self.requester.scope.region != self.accepter.scope.region

    @property
    def crosses_accounts(self) -> bool:
        """Whether the two ends have different owners."""
        return self.requester.scope.account_id != self.accepter.scope.account_id

    @property
    def ends_at(self) -> tuple[tuple[Scope, str], tuple[Scope, str]]:
        """Where the two ends lie, the requester's first."""
        return (
            (self.requester.scope, self.requester.vpc_id),
            (self.accepter.scope, self.accepter.vpc_id),
        )

    @property
    def vpc_pair(self) -> frozenset[str]:
        """The VPCs, whichever asked."""
        return frozenset({self.requester.vpc_id, self.accepter.vpc_id})

    def end(self, side: Side) -> End:
        """The end on that side."""
        return self.requester if side is Side.REQUESTER else self.accepter

    def sides_in(self, scope: Scope) -> tuple[Side, ...]:
        """Which of its ends lie in that scope: none, one or both."""
        return tuple(side for side in Side if self.end(side).scope == scope)

    def sides_of(self, vpc_id: str) -> tuple[Side, ...]:
        """Which of its ends are that VPC."""
        return tuple(side for side in Side if self.end(side).vpc_id == vpc_id)

    def with_end(self, side: Side, end: End) -> "Connection":
        """This connection with one end changed."""
        if side is Side.REQUESTER:
            return replace(self, requester=end)
        return replace(self, accepter=end)

    def after(self, act: Act) -> "Connection":
        """This connection after one more act."""
        return replace(self, life=self.life.then(act))


class Connections:
    """Every connection there ever was, by id."""

    def __init__(self) -> None:
        self._kept: dict[str, Connection] = {}
        self._by_scope: dict[Scope, list[str]] = {}

    def keep(self, connection: Connection) -> Connection:
        """Keep it, in place of what it was before."""
        if connection.id not in self._kept:
            for scope in {connection.requester.scope, connection.accepter.scope}:
                self._by_scope.setdefault(scope, []).append(connection.id)
        self._kept[connection.id] = connection
        return connection

    def get(self, connection_id: str) -> Connection | None:
        """The connection of that id, visible or not."""
        return self._kept.get(connection_id)

    def within(self, scope: Scope) -> Iterator[Connection]:
        """The connections with an end in that scope, oldest first."""
        return (self._kept[connection_id] for connection_id in self._by_scope.get(scope, ()))


def new_id() -> str:
    """An id that no connection has had."""
    return f"pcx-{secrets.token_hex(9)[:17]}"
