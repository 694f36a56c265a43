"""When a peering that EC2 does not show may be taken for one that has ended."""

from collections.abc import Iterable

from peering.core.approvals import Rule
from peering.core.blocks import Cidr
from peering.core.findings import Dead, Finding, Missing
from peering.core.model import ConnectionId
from peering.core.observed import Observed
from peering.core.patience import sure_of_absence
from peering.core.routes import find
from peering.core.tables import RouteTableId

type _Places = frozenset[tuple[RouteTableId, Cidr]]


def too_early(
    observed: Observed, rule: Rule, findings: Iterable[Finding], attempt: int
) -> str | None:
    """Say why routes must not be written yet, where that hangs on what EC2 does not show.

    A fresh peering answers NotFound for seconds, while its owner may have written routes to it
    already: they are dead till it is active, and not ours to take.
    """
    if not observed.absent_peers or sure_of_absence(attempt):
        return None
    wanted = _writable(findings)
    in_the_way = (
        peer
        for peer in sorted(observed.absent_peers)
        if not wanted <= _writable_beside(peer, observed, rule)
    )
    names = " and ".join(in_the_way)
    return f"EC2 does not show {names}, to which a dead route in the way leads" if names else None


def _writable_beside(peer: ConnectionId, observed: Observed, rule: Rule) -> _Places:
    """Where routes could be written if that peering had not ended."""
    ended = observed.ended_peers - {peer}
    return _writable(
        finding
        for view in observed.views
        for finding in find(view.side, observed.connection, rule, view.tables, ended)
    )


def _writable(findings: Iterable[Finding]) -> _Places:
    return frozenset((f.table.id, f.destination) for f in findings if isinstance(f, Missing | Dead))
