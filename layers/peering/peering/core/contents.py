"""What announcements are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VpcSummary:
    """One end, as the announcement shows it. `cidrs` is empty where EC2 does not tell."""

    account: str
    region: str
    vpc: str
    cidrs: tuple[str, ...]
    governed: bool


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """Which connection an announcement is about. An end is None where nobody remembers it."""

    id: str
    status: str
    requester: VpcSummary | None
    accepter: VpcSummary | None


@dataclass(frozen=True, slots=True)
class RouteSummary:
    """A route that leads to the connection, or ought to."""

    side: str
    account: str
    region: str
    table: str
    destination: str


@dataclass(frozen=True, slots=True)
class ConflictSummary:
    """A route that could not be written, and why, in words."""

    side: str
    account: str
    region: str
    table: str
    destination: str
    reason: str


@dataclass(frozen=True, slots=True)
class TagSummary:
    """A tag of the VPC on one side."""

    side: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class StaleGroupSummary:
    """A security group with rules, in words, that name nobody since the connection ended."""

    account: str
    region: str
    vpc: str
    group: str
    name: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftToDo:
    """What somebody else has to do, with the command line that does it."""

    who: str
    what: str
    command: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many more of what there are than one announcement takes."""

    what: str
    count: int
