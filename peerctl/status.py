"""`peerctl status|plan|observe`: how connections stand now, and what the next pass would do."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from peerctl.account import explanation
from peerctl.asking import looker_at, whole_network
from peerctl.errors import Exit, PeerctlError
from peerctl.files import DEFAULT_APPROVALS, approvals_in
from peerctl.hub import Address
from peerctl.observation import Observation, now, read_observation, written
from peerctl.order import Fields, in_words, status_fields
from peerctl.outlook import outlook
from peerctl.output import Format, FormatOption, put, put_table, say
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
from peering.core.model import ConnectionId

_HEADINGS = ("CONNECTION", "STATUS", "RULE", "REQUESTER", "ACCEPTER", "ROUTES", "DNS", "ORDER")


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
        observed, memory = source.at(ConnectionId(connection))
        rows = [status_fields(observed, memory, outlook(observed, said, memory, now()))]
        return _show(rows, rows[0], (), output)
    network = read_observation(observation) if observation else whole_network(address, said)
    if network.denied and not network.scopes:
        raise PeerctlError(Exit.ROLE, f"No account can be looked into: {network.denied[0][1]}.")
    rows = list(_statuses(network, said))
    denied = tuple(f"{scope}: {reason}" for scope, reason in network.denied)
    return _show(rows, {"connections": rows, "denied": list(denied)}, denied, output)


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
    observed, memory = source.at(ConnectionId(connection))
    found = outlook(observed, said, memory, now())
    if output is not Format.TABLE:
        whole = explanation(observed, found)
        names = ("connection", "status", "decision", "rule", "reasons", "actions", "afterwards")
        put({name: whole[name] for name in names}, output)
    else:
        say(f"{found.answer}: {reason}" for reason in found.reasons)
        say(str(action) for action in found.plan.actions)
        say(f"then {action}" for action in found.then.actions)
        if not found.plan.actions:
            say(("Nothing would be done.",))
    return Exit.NO if found.plan.actions else Exit.OK


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


def _source(file: Path | None, address: Address, approvals: Approvals) -> Source:
    if file is not None:
        return Saved(read_observation(file), approvals)
    return looker_at(address, approvals)


def _statuses(network: Observation, approvals: Approvals) -> Iterator[Fields]:
    at = network.taken_at
    for seen in network.connections:
        observed = network.observed(seen, approvals)
        found = outlook(observed, approvals, seen.memory, at)
        yield status_fields(observed, seen.memory, found)


def _show(rows: list[Fields], document: Fields, denied: tuple[str, ...], output: Format) -> int:
    if output is not Format.TABLE:
        put(document, output)
    else:
        put_table(_HEADINGS, (tuple(in_words(row)) for row in rows))
        if len(rows) == 1:
            tell_routes(rows[0])
        say(f"not looked into: {line}" for line in denied)
    return Exit.NO if denied or any(row["out_of_order"] for row in rows) else Exit.OK
