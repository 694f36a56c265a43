"""What a living connection carries besides routes: its DNS options and its tags."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from peering.core.actions import AllowDnsResolution, TagConnection
from peering.core.approvals import Rule
from peering.core.memory import Memory
from peering.core.model import Connection, Scope, Status, Tags
from peering.core.observed import Observed

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
_LONGEST_VALUE = 256
_MOST_TAGS = 50  # but for those of AWS's own
_NOT_IN_A_TAG = re.compile(r"[^\w .:/=+@-]")

MANAGED_BY = "vpc-peering:managed-by"
RULE = "vpc-peering:rule"
STATUS = "vpc-peering:status"
CHECKED = "vpc-peering:checked"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the owners of a connection read on it: how it stands, and by which rule.

    What is None stays as it is.
    """

    status: str | None  # routed, conflict, refused, incomplete, unrouted or unapproved
    rule: str | None = None


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


def tag_actions(
    connection: Connection, tags: Mapping[Scope, Tags], mark: Mark, now: datetime
) -> Iterator[TagConnection]:
    """Tag the connection in every scope of ours where a tag is missing or wrong.

    *tags* are the connection's own, scope by scope. When it was checked is written only beside
    something that changed, so that nothing is written where nothing happened.
    """
    for scope, there in tags.items():
        wanted = _with_room(_tags(connection, mark, there), there)
        if not wanted.items() <= there.items():
            checked = {CHECKED: f"{now.astimezone(UTC):%Y-%m-%dT%H:%MZ}"}
            yield TagConnection(
                scope, connection.id, wanted | _with_room(checked, {**there, **wanted})
            )


def tags_of(observed: Observed) -> Mapping[Scope, Tags]:
    """The connection's tags in every scope of ours that could be looked at."""
    return {view.scope: view.tags for view in observed.views}


def _tags(connection: Connection, mark: Mark, there: Tags) -> dict[str, str]:
    name = f"{connection.requester.id} to {connection.accepter.id}"
    said = {STATUS: mark.status, RULE: mark.rule and _legal(mark.rule)}
    return {
        **{key: value for key, value in said.items() if value},
        MANAGED_BY: "vpc-peering-autopilot",
        "Name": there.get("Name", name),  # an owner's own name stays
    }


def _legal(text: str) -> str:
    legal = _NOT_IN_A_TAG.sub("_", text)
    legal = f"_{legal}" if legal.lower().startswith("aws:") else legal
    return legal[:_LONGEST_VALUE].strip()


def _with_room(wanted: Mapping[str, str], there: Tags) -> dict[str, str]:
    """The tags that are there already, and as many of the others as there is room for."""
    used = sum(not key.startswith("aws:") for key in there)
    new = [key for key in wanted if key not in there][: max(0, _MOST_TAGS - used)]
    return {key: value for key, value in wanted.items() if key in there or key in new}
