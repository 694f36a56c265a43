"""A whole governed network in bulk: what survey reads, of every scope, into one observation."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from peerctl.known import Known
from peerctl.looking import answers
from peerctl.observation import Observation, OwnView, Seen, now
from peering.core.approvals import Approvals
from peering.core.memory import Memory
from peering.core.model import Connection, ConnectionId, Scope, Side, Status, Vpc, VpcId
from peering.core.triage import ScopeView
from peering.errors import ScopeDeniedError
from peering.observe import with_vpc
from peering.ports import Network

if TYPE_CHECKING:
    from peerctl.records import Records

_AT_ONCE = 4
type _Vpcs = Mapping[VpcId, Vpc]
type _Read = tuple[ScopeView, tuple[Vpc, ...]]


def gather(
    network: Network, records: "Records", approvals: Approvals, done: Callable[[Scope], None]
) -> Observation:
    """Look at every governed scope; *done* hears of each. Raises PeerctlError."""
    scopes = sorted(approvals.governed)

    def read(scope: Scope) -> _Read | ScopeDeniedError:
        try:
            connections = tuple(network.connections(scope))
            view = ScopeView(scope, connections, network.route_tables(scope))
            return view, network.vpcs(scope)
        except ScopeDeniedError as error:
            return error
        finally:
            done(scope)

    with answers(), ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        answered = tuple(pool.map(read, scopes))
        reads = tuple(a for a in answered if not isinstance(a, ScopeDeniedError))
        denied = tuple((a.scope, a.reason) for a in answered if isinstance(a, ScopeDeniedError))
        vpcs = {vpc.id: vpc for _, found in reads for vpc in found}
        views = tuple(view for view, _ in reads)
        return Observation(
            now(),
            scopes=tuple(view.scope for view in views),
            denied=denied,
            vpcs=tuple(vpcs.values()),
            tables=tuple(table for view in views for table in view.tables),
            connections=tuple(_seen(views, vpcs, records)),
            ended=frozenset(gone for view in views for gone in view.ended()),
            footing=records.footing(),
        )


def _seen(views: Iterable[ScopeView], vpcs: _Vpcs, records: "Records") -> Iterable[Seen]:
    shown: dict[ConnectionId, list[tuple[Scope, Connection]]] = {}
    for view in views:
        for connection in view.connections:
            shown.setdefault(connection.id, []).append((view.scope, connection))
    decided = records.decided(sorted(shown))
    for connection_id in sorted(shown):
        connection = _best(shown[connection_id])
        known = _known(connection, records, decided=connection_id in decided)
        own = {
            side: OwnView(by_owner.dns.get(side), by_owner.tags)
            for scope, by_owner in shown[connection_id]
            for side in by_owner.sides_in(scope)
        }
        filled = _with_vpcs(connection, vpcs)
        yield Seen(filled, known.memory, own, known.ruling, known.said)


def _known(connection: Connection, records: "Records", *, decided: bool) -> Known:
    """What the hub's tables hold, asked for as little as will do."""
    if connection.status is Status.PENDING_ACCEPTANCE:
        return records.known(connection.id)
    return records.remembered(connection.id) if decided else Known(Memory(connection.id))


def _best(shown: list[tuple[Scope, Connection]]) -> Connection:
    """The accepter's view of a request, for it alone can decide; else the first one's."""
    for scope, connection in shown:
        pending = connection.status is Status.PENDING_ACCEPTANCE
        if pending and connection.accepter.scope == scope:
            return connection
    return shown[0][1]


def _with_vpcs(connection: Connection, vpcs: _Vpcs) -> Connection:
    for side in Side:
        vpc = vpcs.get(connection.vpc(side).id)
        if vpc is not None:
            connection = with_vpc(connection, side, vpc)
    return connection
