"""`peerctl history`: what happened to a connection, also when EC2 no longer knows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peerctl.address import Address
from peerctl.asking import hub_at
from peerctl.errors import Exit, PeerctlError
from peerctl.looking import answers
from peerctl.output import Format, FormatOption, put, put_table, say
from peerctl.progress import waiting
from peerctl.seen import lines
from peerctl.sources import DEFAULT_HUB, HubOption, ProfileOption, RegionOption
from peering.core.approvals import Effect
from peering.core.memory import Basis, Memory
from peering.core.model import ConnectionId

if TYPE_CHECKING:
    from peerctl.records import Told


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened: `shown` is what the person saw who decided."""

    at: datetime
    what: str
    detail: str
    shown: Mapping[str, Any] | None = None

    @property
    def when(self) -> str:
        """The time, ISO 8601 in UTC."""
        return self.at.astimezone(UTC).isoformat(timespec="seconds")


def history(  # noqa: PLR0913, PLR0917 # a command has as many options as it needs
    connection: Annotated[str, typer.Argument(help="A connection's id, pcx-….")],
    shown: Annotated[  # noqa: FBT002 # a flag
        bool, typer.Option("--shown", help="Tell all that was shown to those who decided.")
    ] = False,
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Say what happened: who asked, who or what decided, which routes are ours, what was said.

    Change stops stand in it where they bore on the connection.
    """
    connection_id = ConnectionId(connection)
    with waiting("asking the hub"), answers():
        told = hub_at(Address(hub, region, profile)).records.told(connection_id)
    happened = sorted(_happened(told), key=lambda event: event.at)
    if not happened:
        sentence = f"The ledger knows nothing of {connection_id}: check the id."
        raise PeerctlError(Exit.UNKNOWN, sentence)
    happened = sorted([*happened, *_stops(told, happened[0].at)], key=lambda event: event.at)
    if output is Format.TABLE:
        put_table(("AT", "WHAT", "DETAIL"), ((e.when, e.what, e.detail) for e in happened))
        for event in happened if shown else ():
            if event.shown is not None:
                say(("", f"shown before it was {event.what} at {event.when}:"))
                say(f"  {line}" for line in lines(event.shown))
    else:
        listed = [_document(event, whole=shown) for event in happened]
        put({"connection": connection_id, "history": listed}, output)
    return Exit.OK


def _document(event: Happened, *, whole: bool) -> Mapping[str, object]:
    fields = {"at": event.when, "what": event.what, "detail": event.detail}
    return {**fields, "shown": event.shown} if whole and event.shown is not None else fields


def _happened(told: "Told") -> Iterator[Happened]:
    memory = told.chronicle.memory
    if told.chronicle.requested_at is not None:
        yield Happened(told.chronicle.requested_at, "requested", f"by {memory.requested_by}")
    for ruling, shown in told.rulings:
        verb = "approved" if ruling.effect is Effect.ACCEPT else "rejected"
        yield Happened(ruling.at, verb, f"by {ruling.by}: {ruling.reason}", shown)
    yield from _decided(memory)
    for route in memory.owned:
        times = "" if route.writes == 1 else f", {route.writes} times by now"
        where = f"{route.destination} in {route.table_id} ({route.scope}){times}"
        yield Happened(route.written_at, "route written", where)
    for side, until in memory.dns_refused.items():
        yield Happened(until, "DNS to be tried again", str(side))
    for said in told.chronicle.said:
        yield Happened(said.at, "announced", said.type)


def _decided(memory: Memory) -> Iterator[Happened]:
    made = memory.decision
    if made is None:
        return
    grounds = f" on the grounds: {'; '.join(made.grounds)}" if made.grounds else ""
    closed = " (the connection has ended since)" if made.closed else ""
    if made.basis is Basis.ADOPTED:
        yield Happened(made.at, "adopted", f"rule {made.by}{grounds}{closed}")
    else:
        yield Happened(
            made.at, f"decided to {made.effect}", f"{made.basis} {made.by}{grounds}{closed}"
        )


def _stops(told: "Told", first: datetime) -> Iterator[Happened]:
    """The change stops from the connection's beginning to its end, and the one it began under."""
    decision, said = told.chronicle.memory.decision, told.chronicle.said
    over = said[-1].at if decision and decision.closed and said else None
    for number, (stop, frozen) in enumerate(told.stops):
        after = told.stops[number + 1 :]
        lasts = frozen and (not after or after[0][0].at >= first)
        if (stop.at >= first or lasts) and (over is None or stop.at <= over):
            yield Happened(
                stop.at, "frozen" if frozen else "unfrozen", f"by {stop.by}: {stop.reason}"
            )
