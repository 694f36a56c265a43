"""What a message says of a request that waits for a person."""

from collections.abc import Iterator
from datetime import UTC, datetime

from peering.core.announcements import PeeringExpiring, PeeringHeld
from peering.core.contents import LeftToDo
from peering.core.model import Connection


def waiting_sentence(said: PeeringHeld | PeeringExpiring) -> str:
    """Say that it waits, and until when: in UTC and in days."""
    still = "still waits" if isinstance(said, PeeringExpiring) else "waits"
    if said.expires_at is None:
        return f"{said.connection.id} {still} for a person to decide."
    ends = datetime.fromisoformat(said.expires_at).astimezone(UTC)
    left = "" if said.days_left is None else f", {_in_days(said)}"
    return (
        f"{said.connection.id} {still} for a person to decide. "
        f"It expires on {ends:%Y-%m-%d %H:%M} UTC{left}."
    )


def asked_by(said: PeeringHeld | PeeringExpiring) -> str:
    """Say who asked, and which tags the VPCs have, where either is known."""
    lines = [f"Requested by {said.requested_by}"] if said.requested_by else []
    lines += list(_tags(said))
    return "\n".join(lines)


def left_while_held(connection: Connection) -> tuple[LeftToDo, ...]:
    """Say how a person decides, and learns more before that."""
    who = f"whoever may decide for account {connection.accepter.scope.account_id}"
    reason = ' --reason "…"'
    return tuple(
        LeftToDo(who=who, what=what, command=f"peerctl {verb} {connection.id}{more}")
        for verb, more, what in (
            ("approve", reason, "accept the request"),
            ("reject", reason, "reject it"),
            ("explain", "", "or look at it rule by rule and route by route"),
        )
    )


def _in_days(said: PeeringHeld | PeeringExpiring) -> str:
    if isinstance(said, PeeringExpiring):
        return "within 1 day" if said.days_left == 1 else f"within {said.days_left} days"
    match said.days_left:
        case 0:
            return "in less than a day"
        case 1:
            return "in 1 day"
        case days:
            return f"in {days} days"


def _tags(said: PeeringHeld | PeeringExpiring) -> Iterator[str]:
    for side in ("requester", "accepter"):
        tags = [f"{tag.key}={tag.value}" for tag in said.tags if tag.side == side]
        if tags:
            yield f"Tags of the {side}'s VPC: {', '.join(tags)}"
