"""Where a call is made, and which end of a connection that is."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One account in one Region."""

    account_id: str
    region: str


class Side(StrEnum):
    """One end of a connection."""

    REQUESTER = "requester"
    ACCEPTER = "accepter"

    @property
    def other(self) -> "Side":
        """The opposite end."""
        return Side.ACCEPTER if self is Side.REQUESTER else Side.REQUESTER
