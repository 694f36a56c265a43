"""`peerctl approve`, `reject`, `apply`, `freeze` and `unfreeze`: what people decide."""

import sys
import time
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from peerctl.decider import Decider, Refusal
from peerctl.errors import Exit, PeerctlError
from peerctl.hub import Address
from peerctl.output import say
from peerctl.seen import lines
from peerctl.sources import DEFAULT_HUB, HubOption, ProfileOption, RegionOption

ConnectionArgument = Annotated[str, typer.Argument(help="A connection's id, pcx-….")]
ReasonOption = Annotated[str, typer.Option(help="Why: kept with the decision, for good.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask: for scripts.")]
ScopeOption = Annotated[
    str | None,
    typer.Option(help="Where the accepter is, ACCOUNT/REGION: spares looking everywhere."),
]
WaitOption = Annotated[bool, typer.Option(help="Wait until EC2 shows what came of it.")]

_PATIENCE = 90  # seconds
_PAUSE = 3


def approve(  # noqa: PLR0913, PLR0917 # options, which are named
    connection: ConnectionArgument,
    reason: ReasonOption,
    scope: ScopeOption = None,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    wait: WaitOption = True,  # noqa: FBT002 # likewise
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
) -> int:
    """Approve a held request, after looking at all of it. No reject rule, no guard is overruled."""
    decider = Decider(Address(hub, region, profile))
    _decide(decider, "approve", {"connection": connection, "scope": scope}, reason, yes=yes)
    return _waited(decider, connection, scope) if wait else Exit.OK


def reject(  # noqa: PLR0913, PLR0917 # options, which are named
    connection: ConnectionArgument,
    reason: ReasonOption,
    scope: ScopeOption = None,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    wait: WaitOption = True,  # noqa: FBT002 # likewise
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
) -> int:
    """Reject a held request, after looking at all of it."""
    decider = Decider(Address(hub, region, profile))
    _decide(decider, "reject", {"connection": connection, "scope": scope}, reason, yes=yes)
    return _waited(decider, connection, scope) if wait else Exit.OK


def apply(
    connection: ConnectionArgument,
    scope: ScopeOption = None,
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
) -> int:
    """Have the program look at a connection now, as the next sweep would."""
    decider = Decider(Address(hub, region, profile))
    done = _carried_out(decider.order(action="apply", connection=connection, scope=scope))
    say([str(done["sentence"]), f"See what came of it: peerctl status {connection}"])
    return Exit.OK


def freeze(
    reason: ReasonOption,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
) -> int:
    """Stop all changes within seconds; looking and telling go on."""
    decider = Decider(Address(hub, region, profile))
    _confirm(f"Stop every change of the hub {hub}?", yes=yes)
    say([str(_carried_out(decider.order(action="freeze", reason=reason))["sentence"])])
    return Exit.OK


def unfreeze(
    reason: ReasonOption,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
) -> int:
    """Allow changes again, and look at everything that waited."""
    decider = Decider(Address(hub, region, profile))
    _confirm(f"Let the hub {hub} change things again?", yes=yes)
    say([str(_carried_out(decider.order(action="unfreeze", reason=reason))["sentence"])])
    return Exit.OK


def _decide(
    decider: Decider, action: str, about: Mapping[str, str | None], reason: str, *, yes: bool
) -> None:
    seen = _carried_out(decider.order(action="show", **about))
    say(lines(seen["shown"]))
    _confirm(f"{action.capitalize()} {about['connection']}?", yes=yes)
    shown = str(seen["digest"])
    done = _carried_out(decider.order(action=action, reason=reason, shown=shown, **about))
    say([str(done["sentence"])])


def _waited(decider: Decider, connection: str, scope: str | None) -> int:
    """Look until the request is pending no more, or for as long as a person would."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found = decider.order(action="show", connection=connection, scope=scope)
        if isinstance(found, Refusal):
            say([found.sentence.partition(" already")[0].rstrip(".") + "."])
            return Exit.OK
        time.sleep(_PAUSE)
    say([f"{connection} is still pending: peerctl status {connection} says why."])
    return Exit.NO


def _confirm(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise PeerctlError(
            Exit.USAGE, "There is no terminal to ask you on: say --yes if you mean it."
        )
    typer.confirm(question, abort=True, err=True)


def _carried_out(answer: Mapping[str, Any] | Refusal) -> Mapping[str, Any]:
    if isinstance(answer, Refusal):
        unknown = answer.code == "unknown_connection"
        raise PeerctlError(Exit.UNKNOWN if unknown else Exit.REFUSED, answer.sentence)
    return answer
