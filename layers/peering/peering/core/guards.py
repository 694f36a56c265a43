"""What keeps a request from being accepted even if a rule approves it."""

from collections.abc import Iterator
from datetime import datetime

from peering.core.approvals import OnConflict, Rule
from peering.core.blocks import contains
from peering.core.explain import obstacle_in_words
from peering.core.findings import Conflict, Finding, Full
from peering.core.model import Connection, Side
from peering.core.observed import Observed
from peering.core.routes import reachable_blocks, wanted_destinations


def reasons_to_hold(
    observed: Observed, rule: Rule, findings: tuple[Finding, ...], now: datetime
) -> tuple[str, ...]:
    """Say why the request must wait for a person, whatever *rule* says; empty if nothing is amiss.

    *findings* are what the routes of both sides would meet.
    """
    return (
        *_about_the_request(observed.connection, rule, now),
        *(f"the {side}'s account could not be looked at" for side in observed.unreachable),
        *_about_the_blocks(observed, rule),
        *_about_the_routes(rule, findings),
    )


def _about_the_request(connection: Connection, rule: Rule, now: datetime) -> Iterator[str]:
    if connection.expires_at is not None and connection.expires_at <= now:
        yield f"the request expired at {connection.expires_at:%Y-%m-%d %H:%M} UTC"
    if connection.multipath and not rule.multipath:
        yield (
            "accepting would opt into multipath resilience, which is charged for, "
            f"and rule '{rule.name}' does not say multipath: true"
        )


def _about_the_blocks(observed: Observed, rule: Rule) -> Iterator[str]:
    connection = observed.connection
    for side in Side:
        if not connection.vpc(side).cidrs:
            yield f"the blocks of the {side}'s VPC {connection.vpc(side).id} could not be read"
    for ours in connection.requester.cidrs:
        for theirs in connection.accepter.cidrs:
            if contains(ours, theirs) or contains(theirs, ours):
                yield f"the VPCs overlap: requester {ours}, accepter {theirs}"
    for view in observed.views:
        choice = rule.side_routes(view.side)
        reachable = reachable_blocks(connection, view.side)
        known = connection.vpc(view.side.other).cidrs
        if known and not wanted_destinations(reachable, choice):
            yield f"rule '{rule.name}' leaves the {view.side} no destination to route"


def _about_the_routes(rule: Rule, findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        match finding:
            case Conflict() if rule.on_conflict is OnConflict.HOLD:
                yield obstacle_in_words(finding)
            case Full():
                yield obstacle_in_words(finding)
            case _:
                pass
