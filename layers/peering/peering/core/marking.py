"""What a living connection carries besides routes: its DNS options and its tags."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from peering.core.actions import AllowDnsResolution, TagConnection
from peering.core.approvals import Rule
from peering.core.memory import Memory
from peering.core.model import Connection, Observed, Status, Tags

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
_LONGEST_VALUE = 256
_NOT_IN_A_TAG = re.compile(r"[^\w\s.:/=+@-]")

MANAGED_BY = "vpc-peering:managed-by"
RULE = "vpc-peering:rule"


def dns_actions(
    observed: Observed, rule: Rule, memory: Memory, now: datetime
) -> Iterator[AllowDnsResolution]:
    """Switch DNS resolution on where the rule wants it: one call a scope, by each side's owner.

    Only an active connection takes options, and a refusal is not tried again before its time:
    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html
    """
    if not rule.dns or observed.connection.status is not Status.ACTIVE:
        return
    lacking = [
        view
        for view in observed.views
        if not view.dns
        and (view.side not in memory.dns_refused or now >= memory.dns_refused[view.side])
    ]
    for scope, views in groupby(lacking, key=lambda view: view.scope):
        sides = tuple(view.side for view in views)
        yield AllowDnsResolution(scope, observed.connection.id, sides)


def tag_actions(observed: Observed, rule: Rule) -> Iterator[TagConnection]:
    """Tag the connection in every scope of ours, once a scope, where a tag is missing or wrong."""
    for scope, views in groupby(observed.views, key=lambda view: view.scope):
        there = next(views).tags
        wanted = _tags(observed.connection, rule, there)
        if not wanted.items() <= there.items():
            yield TagConnection(scope, observed.connection.id, wanted)


def _tags(connection: Connection, rule: Rule, there: Tags) -> Tags:
    name = f"{connection.requester.id} to {connection.accepter.id}"
    return {
        "Name": there.get("Name", name),  # an owner's own name stays
        MANAGED_BY: "vpc-peering-autopilot",
        RULE: _NOT_IN_A_TAG.sub("_", rule.name)[:_LONGEST_VALUE],
    }
