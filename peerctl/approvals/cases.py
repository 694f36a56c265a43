"""A table of expected decisions, as approvals.test.yaml holds it, and what really is decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Annotated, Literal

from pydantic import Field

from peerctl.known import Known
from peerctl.outlook import Answer, Outlook, outlook
from peering.core.approvals import Approvals
from peering.core.memory import Memory
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc, VpcId
from peering.core.observed import Observed
from peering.intake.approvals_sides import Entry
from peering.intake.words import (
    AccountText,
    CidrText,
    Day,
    Name,
    PrincipalPattern,
    RegionText,
    TagKey,
    TagValue,
    VpcPattern,
    block,
)

_NOBODY = ConnectionId("pcx-00000000000000000")
_SOME_VPC = {Side.REQUESTER: "vpc-00000000000000001", Side.ACCEPTER: "vpc-00000000000000002"}


class CaseSide(Entry):
    """The VPC on one side of a case."""

    account: AccountText
    """The account that owns the VPC."""
    region: RegionText
    """The Region in which it is."""
    vpc: VpcPattern | None = None
    """Its id, where a rule asks for it."""
    cidrs: Annotated[list[CidrText], Field(min_length=1)]
    """All of its blocks."""
    tags: Annotated[dict[TagKey, TagValue], Field(default_factory=dict)]
    """Its tags. Nobody can read them where the scope is not governed."""

    def as_vpc(self, side: Side, approvals: Approvals) -> Vpc:
        """As the core judges it."""
        scope = Scope(self.account, self.region)
        return Vpc(
            scope,
            VpcId(self.vpc or _SOME_VPC[side]),
            tuple(map(block, self.cidrs)),
            self.tags if approvals.governs(scope) else None,
        )


class Case(Entry):
    """One request, and what is to be decided about it."""

    name: Name
    """What the case shows."""
    requester: CaseSide
    """The VPC that asks."""
    accepter: CaseSide
    """The VPC that is asked."""
    requested_by: PrincipalPattern | None = None
    """The ARN of whoever made the request; nobody knows it if left out."""
    on: Day | None = None
    """The day (UTC) of the decision; today if left out."""
    expect: Literal["accept", "reject", "hold", "ignore"]
    """What is to be decided. `ignore`: the accepter is not governed."""
    rule: Name | None = None
    """The rule that is to decide; any, or none, if left out."""


class CasesFile(Entry):
    """What an approvals file is expected to decide."""

    version: Literal[1]
    """The version of this file's shape: 1."""
    cases: Annotated[list[Case], Field(min_length=1)]
    """The cases."""


@dataclass(frozen=True, slots=True)
class Result:
    """A case, and what is decided about it."""

    case: Case
    found: Outlook

    @property
    def passed(self) -> bool:
        """Whether it is what was expected."""
        expected = Answer(self.case.expect)
        return self.found.answer is expected and self.case.rule in {None, self.found.rule}

    @property
    def why(self) -> str:
        """What was decided instead, and why."""
        by = f" by rule '{self.found.rule}'" if self.found.rule else ""
        wanted = f" by rule '{self.case.rule}'" if self.case.rule else ""
        said = f"expected {self.case.expect}{wanted}, found {self.found.answer}{by}"
        return ": ".join((said, "; ".join(self.found.reasons))) if self.found.reasons else said


def results(cases: CasesFile, approvals: Approvals, now: datetime) -> Iterator[Result]:
    """Decide every case, as accept would decide a request that was just made."""
    for case in cases.cases:
        at = datetime.combine(case.on, time(), UTC) if case.on else now
        connection = Connection(
            _NOBODY,
            Status.PENDING_ACCEPTANCE,
            case.requester.as_vpc(Side.REQUESTER, approvals),
            case.accepter.as_vpc(Side.ACCEPTER, approvals),
        )
        observed = Observed(connection)
        known = Known(Memory(connection.id, requested_by=case.requested_by))
        yield Result(case, outlook(observed, approvals, known, at))
