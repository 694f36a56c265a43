"""What a person is shown before they decide about a request: all of it, with its fingerprint."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from peering.core.approvals import Approvals
from peering.core.contents import ConnectionSummary
from peering.core.explain import grounds, obstacle_in_words, why_undecided
from peering.core.findings import Conflict, Contested, Finding, Full
from peering.core.judging import Approved, Forbidden, Undecided, Verdict
from peering.core.model import Side, Tags
from peering.core.observed import Observed
from peering.core.summaries import connection_summary

_MOST = 500  # routes that are shown one by one: a decision with them must fit into one item


@dataclass(frozen=True, slots=True)
class Shown:
    """One request as a person sees it.

    `tags` are those of each side's VPC, None where they can't be read. `verdict` is what the
    approvals say of it, `guards` what keeps it from being accepted whoever approves it, `routes`
    what both governed sides would get. Times are ISO 8601.
    """

    connection: ConnectionSummary
    expires_at: str | None
    multipath: bool
    tags: Mapping[Side, Tags | None]
    requested_by: str | None
    verdict: tuple[str, ...]
    guards: tuple[str, ...]
    routes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """A fingerprint of everything that is shown."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]

    def as_json(self) -> dict[str, object]:
        """As decide answers and the table of decisions keeps it."""
        return asdict(self)


def shown(
    observed: Observed,
    verdict: Verdict,
    looked_over: tuple[tuple[str, ...], tuple[Finding, ...]],
    requested_by: str | None,
    approvals: Approvals,
) -> Shown:
    """Put together what a person needs to decide; *looked_over* are guards and findings.

    The order in which EC2 lists things changes nothing.
    """
    connection = observed.connection
    guards, findings = looked_over
    expires_at = connection.expires_at
    routes = sorted(map(_route, findings))
    left_out = len(routes) - _MOST
    return Shown(
        connection=_sorted(connection_summary(connection, approvals)),
        expires_at=expires_at.isoformat(timespec="seconds") if expires_at else None,
        multipath=connection.multipath,
        tags={side: connection.vpc(side).tags for side in Side},
        requested_by=requested_by,
        verdict=_verdict(verdict),
        guards=tuple(sorted(guards)),
        routes=(*routes[:_MOST], *((f"and {left_out} more",) if left_out > 0 else ())),
    )


def _sorted(summary: ConnectionSummary) -> ConnectionSummary:
    ends = {
        side: end and type(end)(**asdict(end) | {"cidrs": tuple(sorted(end.cidrs))})
        for side, end in (("requester", summary.requester), ("accepter", summary.accepter))
    }
    return ConnectionSummary(summary.id, summary.status, ends["requester"], ends["accepter"])


def _verdict(verdict: Verdict) -> tuple[str, ...]:
    match verdict:
        case Forbidden(rule):
            return (f"rule '{rule.name}' rejects it", *grounds(rule))
        case Approved(rule):
            return (f"rule '{rule.name}' accepts it", *grounds(rule))
        case Undecided():
            return why_undecided(verdict)


def _route(finding: Finding) -> str:
    if isinstance(finding, Conflict | Full | Contested):
        return f"in the way: {obstacle_in_words(finding)}"
    table = finding.table
    said = type(finding).__name__.lower()
    return f"{finding.side} {table.scope}, table {table.id}, route {finding.destination}: {said}"
