"""The states of a connection, as a schedule that the clock reads.

https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from localcloud.ec2.scope import Side
from localcloud.ec2.settings import Settings

EXPIRES_AFTER = timedelta(days=7)
FAILURE = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"


class Code(StrEnum):
    """A status code, as EC2 spells it."""

    INITIATING = "initiating-request"
    FAILED = "failed"
    PENDING = "pending-acceptance"
    EXPIRED = "expired"
    REJECTED = "rejected"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    DELETING = "deleting"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Step:
    """From that time on, the status is this."""

    at: datetime
    code: Code
    message: str


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did to a connection, and the steps that follow from it by themselves.

    `by` is the side that did it; None for what EC2 does.
    """

    at: datetime
    by: Side | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """All acts so far: the newest one rules."""

    acts: tuple[Act, ...]

    def act(self, now: datetime) -> Act:
        """The act that rules at that time."""
        return next((act for act in reversed(self.acts) if act.at <= now), self.acts[0])

    def step(self, now: datetime) -> Step:
        """The status at that time, and since when."""
        steps = self.act(now).steps
        return next((step for step in reversed(steps) if step.at <= now), steps[0])

    def code(self, now: datetime) -> Code:
        """The status code at that time."""
        return self.step(now).code

    def was_accepted(self) -> bool:
        """Whether anybody ever accepted it."""
        return any(act.steps[0].code is Code.PROVISIONING for act in self.acts)

    def then(self, act: Act) -> "Life":
        """This life with one more act."""
        return replace(self, acts=(*self.acts, act))

    def until(self, moment: datetime) -> "Life":
        """This life without the acts after that moment; the first always stays."""
        first, *later = self.acts
        return Life((first, *(act for act in later if act.at <= moment)))


def requested(now: datetime, accepter_account_id: str, settings: Settings) -> Act:
    """A request between two VPCs that may peer."""
    initiated = now + timedelta(seconds=settings.initiating_seconds)
    return Act(
        now,
        Side.REQUESTER,
        (
            Step(now, Code.INITIATING, f"Initiating Request to {accepter_account_id}"),
            Step(initiated, Code.PENDING, f"Pending Acceptance by {accepter_account_id}"),
            Step(now + EXPIRES_AFTER, Code.EXPIRED, "Expired"),
        ),
    )


def requested_in_vain(now: datetime, accepter_account_id: str, settings: Settings) -> Act:
    """A request to a VPC that isn't there, or that overlaps."""
    initiated = now + timedelta(seconds=settings.initiating_seconds)
    return Act(
        now,
        Side.REQUESTER,
        (
            Step(now, Code.INITIATING, f"Initiating Request to {accepter_account_id}"),
            Step(initiated, Code.FAILED, FAILURE),
        ),
    )


def failed(now: datetime) -> Act:
    """A pending request whose VPCs have come to overlap."""
    return Act(now, None, (Step(now, Code.FAILED, FAILURE),))


def accepted(now: datetime, settings: Settings) -> Act:
    """Accepted: provisioning first, if only in the answer to the call."""
    provisioned = now + timedelta(seconds=settings.provisioning_seconds)
    return Act(
        now,
        Side.ACCEPTER,
        (Step(now, Code.PROVISIONING, "Provisioning"), Step(provisioned, Code.ACTIVE, "Active")),
    )


def rejected(now: datetime, account_id: str) -> Act:
    """Rejected by the accepter."""
    return Act(now, Side.ACCEPTER, (Step(now, Code.REJECTED, f"Rejected by {account_id}"),))


def deleted(now: datetime, by: Side, account_id: str) -> Act:
    """Deleted at once."""
    return Act(now, by, (Step(now, Code.DELETED, f"Deleted by {account_id}"),))


def deleted_across_regions(now: datetime, by: Side, account_id: str, settings: Settings) -> Act:
    """Deleted after a while, which only cross-Region connections take."""
    gone = now + timedelta(seconds=settings.deleting_seconds)
    return Act(
        now,
        by,
        (
            Step(now, Code.DELETING, "Deleting"),
            Step(gone, Code.DELETED, f"Deleted by {account_id}"),
        ),
    )
