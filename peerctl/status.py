"""`peerctl status|plan|observe`: how connections stand now, and what the next pass would do."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from peerctl.account import explanation, footing_fields
from peerctl.address import Address
from peerctl.asking import looker_at, whole_network
from peerctl.errors import Exit, PeerctlError
from peerctl.files import DEFAULT_APPROVALS, approvals_in
from peerctl.known import Footing
from peerctl.observation import Observation, now, read_observation, written
from peerctl.order import Fields, status_fields
from peerctl.outlook import Outlook, outlook
from peerctl.output import Format, FormatOption, put, put_columns, put_table, say
from peerctl.rows import HEADINGS, NARROW, narrow, on_screen, whole
from peerctl.sources import (
    DEFAULT_HUB,
    ApprovalsOption,
    HubOption,
    MemberRoleOption,
    ObservationOption,
    ProfileOption,
    RegionOption,
    Saved,
    Source,
)
from peerctl.telling import tell_routes
from peering.core.approvals import Approvals
from peering.core.explain import obstacle_in_words
from peering.core.model import ConnectionId

_PLANNED = (
    *("connection", "status", "mode", "frozen", "decision", "rule", "reasons"),
    *("obstacles", "actions", "afterwards"),
)


def status(  # noqa: PLR0913, PLR0917 # a command has as many options as it needs
    connection: Annotated[str, typer.Argument(help="A connection's id; all if left out.")] = "",
    observation: ObservationOption = None,
    approvals: ApprovalsOption = DEFAULT_APPROVALS,
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    member_role: MemberRoleOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Say how connections stand: rule, both sides, routes wanted and actual, what is amiss.

    Exits with 1 if something is out of order, or if an account could not be looked into.
    """
    said, address = approvals_in(approvals), Address(hub, region, profile, member_role)
    if connection:
        source = _source(observation, address, said)
        observed, known = source.at(ConnectionId(connection))
        one = status_fields(observed, known, outlook(observed, said, known, _at(source)))
        return _show([one], {**footing_fields(known.footing), **one}, (), known.footing, output)
    network = read_observation(observation) if observation else whole_network(address, said)
    if network.denied and not network.scopes:
        raise PeerctlError(Exit.ROLE, f"No account can be looked into: {network.denied[0][1]}.")
    rows = list(_statuses(network, said))
    denied = tuple(f"{scope}: {reason}" for scope, reason in network.denied)
    document = {**footing_fields(network.footing), "connections": rows, "denied": list(denied)}
    return _show(rows, document, denied, network.footing, output)


def plan(  # noqa: PLR0913, PLR0917 # a command has as many options as it needs
    connection: Annotated[str, typer.Argument(help="A connection's id, pcx-….")],
    observation: ObservationOption = None,
    approvals: ApprovalsOption = DEFAULT_APPROVALS,
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    member_role: MemberRoleOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Say what the next pass over a connection would do; exit 1 if there is anything."""
    said = approvals_in(approvals)
    source = _source(observation, Address(hub, region, profile, member_role), said)
    observed, known = source.at(ConnectionId(connection))
    found = outlook(observed, said, known, _at(source))
    if output is not Format.TABLE:
        everything = explanation(observed, known, found)
        put({name: everything[name] for name in _PLANNED}, output)
    else:
        say(known.footing.in_words())
        say(_plan_in_words(found))
    return Exit.NO if found.plan.actions else Exit.OK


def _plan_in_words(found: Outlook) -> Iterator[str]:
    yield from (f"{found.answer}: {reason}" for reason in found.reasons)
    yield from map(str, found.plan.actions)
    yield from (f"then {action}" for action in found.then.actions)
    obstacles = map(obstacle_in_words, found.plan.obstacles)
    # What a guard objects to stands among the reasons.
    yield from (f"in the way: {words}" for words in obstacles if words not in found.reasons)
    if not found.plan.actions:
        yield "Nothing would be done."


def observe(  # noqa: PLR0913, PLR0917 # a command has as many options as it needs
    save: Annotated[Path, typer.Option(help="Where to; - is standard output.")],
    approvals: ApprovalsOption = DEFAULT_APPROVALS,
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    member_role: MemberRoleOption = None,
) -> int:
    """Save what all governed accounts and Regions show, for commands to read without AWS."""
    said = approvals_in(approvals)
    text = written(whole_network(Address(hub, region, profile, member_role), said))
    if str(save) == "-":
        sys.stdout.write(text)
        return Exit.OK
    try:
        save.write_text(text, encoding="utf-8")
    except OSError as error:
        sentence = f"{save} can't be written: {error.strerror}."
        raise PeerctlError(Exit.FILE, sentence) from error
    return Exit.OK


def _at(source: Source) -> datetime:
    return source.observation.taken_at if isinstance(source, Saved) else now()


def _source(file: Path | None, address: Address, approvals: Approvals) -> Source:
    if file is not None:
        return Saved(read_observation(file), approvals)
    return looker_at(address, approvals)


def _statuses(network: Observation, approvals: Approvals) -> Iterator[Fields]:
    for seen in network.connections:
        observed, known = network.observed(seen, approvals), network.known(seen)
        found = outlook(observed, approvals, known, network.taken_at)
        yield status_fields(observed, known, found)


def _show(
    rows: list[Fields],
    document: Fields,
    denied: tuple[str, ...],
    footing: Footing,
    output: Format,
) -> int:
    if output is not Format.TABLE:
        put(document, output)
    else:
        say(footing.in_words())
        if sys.stdout.isatty():
            wide, slim = ([tuple(cells(row)) for row in rows] for cells in (on_screen, narrow))
            put_columns((HEADINGS, wide), (NARROW, slim))
        else:
            put_table(HEADINGS, (tuple(whole(row)) for row in rows))
        if len(rows) == 1:
            tell_routes(rows[0])
        say(f"not looked into: {line}" for line in denied)
    return Exit.NO if denied or any(row["out_of_order"] for row in rows) else Exit.OK
