"""`peerctl history`: what the ledger remembers of a connection, also when EC2 no longer does."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer

from peerctl.errors import Exit, PeerctlError
from peerctl.hub import Address, Hub
from peerctl.output import Format, FormatOption, put, put_table
from peerctl.sources import DEFAULT_HUB, HubOption, ProfileOption, RegionOption
from peering.core.memory import Memory
from peering.core.model import ConnectionId

type Happened = Mapping[str, object]


def history(
    connection: Annotated[str, typer.Argument(help="A connection's id, pcx-….")],
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Say what the ledger remembers: who or what decided, which routes are ours, what was said."""
    deployed = Hub(Address(hub, region, profile))
    connection_id = ConnectionId(connection)
    memory, said_at = deployed.remembered(connection_id)
    events = sorted(_events(memory, said_at), key=lambda event: str(event["at"]))
    if not events:
        sentence = f"The ledger knows nothing of {connection_id}: check the id."
        raise PeerctlError(Exit.UNKNOWN, sentence)
    if output is Format.TABLE:
        rows = ((str(e["at"]), str(e["what"]), str(e["detail"])) for e in events)
        put_table(("AT", "WHAT", "DETAIL"), rows)
    else:
        put({"connection": connection_id, "history": events}, output)
    return Exit.OK


def _events(memory: Memory, said_at: Mapping[str, datetime]) -> Iterator[Happened]:
    if memory.decision is not None:
        made = memory.decision
        grounds = f" on the grounds: {'; '.join(made.grounds)}" if made.grounds else ""
        closed = " (the connection has ended since)" if made.closed else ""
        detail = f"{made.basis} {made.by}{grounds}{closed}"
        yield _happened(made.at, f"decided to {made.effect}", detail)
    for route in memory.owned:
        times = "" if route.writes == 1 else f", {route.writes} times by now"
        where = f"{route.destination} in {route.table_id} ({route.scope}){times}"
        yield _happened(route.written_at, "route written", where)
    for side, until in memory.dns_refused.items():
        yield _happened(until, "DNS to be tried again", str(side))
    for announced in memory.announced:
        yield _happened(said_at[announced.digest], "announced", announced.type)


def _happened(at: datetime, what: str, detail: str) -> Happened:
    return {"at": at.astimezone(UTC).isoformat(timespec="seconds"), "what": what, "detail": detail}
