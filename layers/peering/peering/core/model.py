"""The nouns: connections, their sides and their VPCs, as EC2 tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from peering.core.blocks import Cidr

AccountId = NewType("AccountId", str)
Region = NewType("Region", str)
ConnectionId = NewType("ConnectionId", str)
VpcId = NewType("VpcId", str)

type Tags = Mapping[str, str]


class Side(StrEnum):
    """Which end of a connection."""

    REQUESTER = "requester"
    ACCEPTER = "accepter"

    @property
    def other(self) -> "Side":
        """The end across the connection."""
        return Side.ACCEPTER if self is Side.REQUESTER else Side.REQUESTER


class Status(StrEnum):
    """Where a connection is in its life.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
    """

    INITIATING_REQUEST = "initiating-request"
    PENDING_ACCEPTANCE = "pending-acceptance"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    DELETING = "deleting"
    DELETED = "deleted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    FAILED = "failed"
    UNKNOWN = "unknown"  # a code that this program has never heard of: nothing is done about it

    @classmethod
    def _missing_(cls, value: object) -> "Status":
        del value
        return cls.UNKNOWN

    @property
    def ended(self) -> bool:
        """Whether no traffic will ever pass again."""
        return self in _ENDED

    @property
    def unready(self) -> bool:
        """Whether EC2 will move on by itself within seconds, so that it pays to look again."""
        return self in _UNREADY


_ENDED = frozenset({Status.DELETED, Status.REJECTED, Status.EXPIRED, Status.FAILED})
_UNREADY = frozenset({Status.INITIATING_REQUEST, Status.PROVISIONING, Status.DELETING})


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """An account in one Region: what one set of credentials and one endpoint can see."""

    account_id: AccountId
    region: Region

    def __str__(self) -> str:
        """As people write it: account/Region."""
        return f"{self.account_id}/{self.region}"


@dataclass(frozen=True, slots=True)
class Vpc:
    """One end's VPC. `cidrs` is empty where EC2 does not tell (the accepter's, while pending).

    `unsettled` while a block is being associated or disassociated: look again later.
    """

    scope: Scope
    id: VpcId
    cidrs: tuple[Cidr, ...] = ()
    tags: Tags | None = field(default=None, hash=False)  # None: not read, or not readable
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A VPC peering connection as one scope sees it.

    `dns` holds, per side, whether the other VPC may resolve its private hostnames; None where
    EC2 does not show the option to this scope. `tags` are this scope's own. `multipath` is true
    where accepting opts into multipath resilience, which costs money.
    """

    id: ConnectionId
    status: Status
    requester: Vpc
    accepter: Vpc
    status_message: str = ""
    expires_at: datetime | None = None
    multipath: bool = False
    dns: Mapping[Side, bool] = field(default_factory=dict, hash=False)
    tags: Tags = field(default_factory=dict, hash=False)

    def vpc(self, side: Side) -> Vpc:
        """The VPC at *side*."""
        return self.requester if side is Side.REQUESTER else self.accepter

    def sides_in(self, scope: Scope) -> tuple[Side, ...]:
        """The sides that *scope* owns: none, one or both."""
        return tuple(side for side in Side if self.vpc(side).scope == scope)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes of both sides, the requester's first; one where they share it."""
        return tuple(dict.fromkeys((self.requester.scope, self.accepter.scope)))
