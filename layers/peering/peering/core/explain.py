"""Verdicts and findings as sentences that a person can act on."""

from peering.core.approvals import Effect, Rule
from peering.core.findings import Obstacle
from peering.core.judging import Mismatch, Reading, Undecided
from peering.core.model import Connection, Status

_NEAREST = 3


def grounds(rule: Rule) -> tuple[str, ...]:
    """Say what the rule that decided asked for, a sentence a side."""
    asked = []
    for side, wanted in (("requester", rule.requester), ("accepter", rule.accepter)):
        parts = (
            ("account", wanted.accounts),
            ("Region", wanted.regions),
            ("VPC", wanted.vpcs),
            ("every block inside", wanted.cidrs),
            ("tag", [f"{key}={value}" for key, value in sorted(wanted.tags.items())] or None),
        )
        said = [f"{noun} {' or '.join(map(str, values))}" for noun, values in parts if values]
        if said:
            asked.append(f"{side}: {', '.join(said)}")
    if rule.requested_by:
        asked.append(f"requested by {' or '.join(rule.requested_by)}")
    if rule.until:
        asked.append(f"until {rule.until}")
    return tuple(asked)


def why_undecided(verdict: Undecided) -> tuple[str, ...]:
    """Say why no rule accepted: the rule that holds, or how the nearest accept rules missed."""
    if verdict.rule is not None:
        (reading,) = verdict.readings
        says = f"says {verdict.rule.effect}"
        if reading.undecidable:
            return (_doubt_in_words(reading, says),)
        return (f"rule '{verdict.rule.name}' {says}",)
    if not verdict.readings:
        return ("no accept rule is in the approvals file",)
    nearest = sorted(verdict.readings, key=lambda reading: len(reading.mismatches))[:_NEAREST]
    left_out = len(verdict.readings) - len(nearest)
    more = (f"{left_out} more accept rules miss by as much or more",) if left_out else ()
    return (*map(miss_in_words, nearest), *more)


def why_frozen(readings: tuple[Reading, ...]) -> tuple[str, ...]:
    """Say why nothing approves for certain what was approved before."""
    strict = tuple(
        f"rule '{reading.rule.name}' says {reading.rule.effect}"
        for reading in readings
        if reading.rule.effect is not Effect.ACCEPT
    )
    if strict:
        return strict
    if readings and all(reading.undecidable for reading in readings):
        return tuple(map(_doubt_in_words, readings))
    return why_undecided(Undecided(None, readings))


def why_ended(connection: Connection) -> str:
    """Say why a request came to nothing."""
    if connection.status is Status.EXPIRED:
        return "nobody accepted the request within seven days; it has to be made again"
    # EC2 has one message for three causes:
    # https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
    return (
        "EC2 failed the request: the accepter's VPC id, account or Region is wrong, "
        f"or the VPCs overlap ({connection.status_message or 'no message'})"
    )


def miss_in_words(reading: Reading) -> str:
    """Say which conditions of a rule the connection does not meet."""
    missed = "; ".join(map(mismatch_in_words, reading.mismatches))
    return f"rule '{reading.rule.name}' does not fit: {missed}"


def _doubt_in_words(reading: Reading, says: str = "may decide it") -> str:
    unknown = "; ".join(map(mismatch_in_words, reading.mismatches))
    return f"rule '{reading.rule.name}' {says}, and nobody can tell that it does not fit: {unknown}"


def mismatch_in_words(mismatch: Mismatch) -> str:
    """Say what one condition asks for, and what is there."""
    return f"{mismatch.field} must be {mismatch.wanted}, but is {mismatch.found}"


def obstacle_in_words(obstacle: Obstacle) -> str:
    """Say which route cannot be written where, and why."""
    table = obstacle.table
    return (
        f"{obstacle.side} {table.scope}, table {table.id}, "
        f"route {obstacle.destination}: {obstacle.reason}"
    )
