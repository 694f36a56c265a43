"""Worlds worth testing against: drawn from small pools, so that things collide."""

from dataclasses import replace

from hypothesis import strategies as st

from peering.core.approvals import OnConflict, Rule, SideRoutes
from peering.core.blocks import cidr
from peering.core.model import Side, Status
from peering.core.observed import Observed, SideView
from peering.core.tables import Route, RouteOrigin, RouteState, RouteTable
from tests.core.examples import (
    ACCEPTER,
    OTHER_PCX,
    REQUESTER,
    TO_ANOTHER,
    TO_IGW,
    TO_TGW,
    TO_US,
    connection,
    rule,
    table,
    view,
)

_BLOCKS = {
    Side.REQUESTER: ("10.10.0.0/16", "10.11.0.0/16", "fd00:10::/56"),
    Side.ACCEPTER: ("10.20.0.0/16", "10.21.0.0/16", "fd00:20::/56"),
}
_DESTINATIONS = (
    *(block for blocks in _BLOCKS.values() for block in blocks),
    "10.20.4.0/24",
    "10.0.0.0/8",
    "0.0.0.0/0",
)


def routes() -> st.SearchStrategy[Route]:
    """Rows with targets of every sort: ours, another peering's, gateways."""
    return st.builds(
        Route,
        st.sampled_from(_DESTINATIONS).map(cidr),
        st.sampled_from((TO_US, TO_ANOTHER, TO_TGW, TO_IGW)),
        st.sampled_from((RouteState.ACTIVE, RouteState.BLACKHOLE)),
        st.sampled_from((RouteOrigin.CREATE_ROUTE, RouteOrigin.PROPAGATED)),
    )


def tables(side: Side) -> st.SearchStrategy[RouteTable]:
    """A table of that side, with up to five rows of distinct destinations."""
    return st.builds(
        lambda name, rows, edge, main: table(side, *rows, name=name, edge=edge, main=main),
        st.sampled_from(("a", "b")),
        st.lists(routes(), max_size=5, unique_by=lambda r: r.destination),
        st.booleans(),
        st.booleans(),
    )


def views(side: Side) -> st.SearchStrategy[SideView]:
    """A side with up to two tables."""
    return st.lists(tables(side), max_size=2, unique_by=lambda t: t.id).map(
        lambda listed: view(side, *listed)
    )


def _blocks(side: Side) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(_BLOCKS[side]), min_size=1, unique=True).map(tuple)


def worlds() -> st.SearchStrategy[Observed]:
    """An active connection, its sides, and perhaps another peering that has ended."""
    return st.builds(
        lambda ours, theirs, one, other, ended: Observed(
            connection(
                Status.ACTIVE,
                requester=replace(REQUESTER, cidrs=tuple(map(cidr, ours))),
                accepter=replace(ACCEPTER, cidrs=tuple(map(cidr, theirs))),
            ),
            (one, other),
            ended_peers=frozenset({OTHER_PCX}) if ended else frozenset(),
        ),
        _blocks(Side.REQUESTER),
        _blocks(Side.ACCEPTER),
        views(Side.REQUESTER),
        views(Side.ACCEPTER),
        st.booleans(),
    )


def rules() -> st.SearchStrategy[Rule]:
    """Accept rules that narrow, exclude, hold or route the rest."""
    choices = st.builds(
        SideRoutes,
        destinations=st.none() | st.just((cidr("10.20.0.0/16"), cidr("10.10.0.0/16"))),
        excluded=st.just(()) | st.just((cidr("10.20.4.0/24"),)),
        overrides=st.just(()) | st.just((cidr("10.0.0.0/8"),)),
    )
    return st.builds(
        lambda on_conflict, one, other: rule(
            on_conflict=on_conflict, routes={Side.REQUESTER: one, Side.ACCEPTER: other}
        ),
        st.sampled_from(OnConflict),
        choices,
        choices,
    )
