"""`peerctl approve`, `reject`, `apply`, `freeze` and `unfreeze`: what people decide."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from peerctl.address import Address
from peerctl.aftermath import Aftermath, aftermath
from peerctl.errors import Exit, PeerctlError
from peerctl.orders import About, reason_given
from peerctl.output import Format, FormatOption, put, say
from peerctl.progress import waiting
from peerctl.refusal import Refusal
from peerctl.seen import lines
from peerctl.sources import DEFAULT_HUB, HubOption, ProfileOption, RegionOption

if TYPE_CHECKING:
    from peerctl.decider import Decider

ConnectionArgument = Annotated[str, typer.Argument(help="A connection's id, pcx-….")]
ReasonOption = Annotated[str, typer.Option(help="Why: kept with the decision, for good.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask: for scripts.")]
ScopeOption = Annotated[
    str | None,
    typer.Option(help="Where the accepter is, ACCOUNT/REGION: spares looking everywhere."),
]
WaitOption = Annotated[bool, typer.Option(help="Wait until EC2 shows what came of it.")]
type Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a person wants to be dealt with: asked or not, left waiting or not, answered in what."""

    yes: bool
    wait: bool
    output: Format


def approve(  # noqa: PLR0913, PLR0917 # options, which are named
    connection: ConnectionArgument,
    reason: ReasonOption,
    scope: ScopeOption = None,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    wait: WaitOption = True,  # noqa: FBT002 # likewise
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Approve a held request, after looking at all of it. No reject rule, no guard is overruled.

    Exits with 0 once EC2 provisions or shows it active, with 1 if it ends otherwise.
    """
    order = {**About(connection, scope).fields(), "reason": reason_given(reason)}
    return _decide(Address(hub, region, profile), "approve", order, Manner(yes, wait, output))


def reject(  # noqa: PLR0913, PLR0917 # options, which are named
    connection: ConnectionArgument,
    reason: ReasonOption,
    scope: ScopeOption = None,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    wait: WaitOption = True,  # noqa: FBT002 # likewise
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Reject a held request, after looking at all of it.

    Exits with 0 once EC2 shows it rejected, with 1 if it ends otherwise.
    """
    order = {**About(connection, scope).fields(), "reason": reason_given(reason)}
    return _decide(Address(hub, region, profile), "reject", order, Manner(yes, wait, output))


def apply(  # noqa: PLR0913, PLR0917 # options, which are named
    connection: ConnectionArgument,
    scope: ScopeOption = None,
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Have the program look at a connection now, as the next sweep would."""
    about = About(connection, scope).fields()
    done = _carried_out(
        _decider(Address(hub, region, profile)), {"action": "apply", **about}, output
    )
    _tell(done, output, f"See what came of it: peerctl status {connection}")
    return Exit.OK


def freeze(  # noqa: PLR0913, PLR0917 # options, which are named
    reason: ReasonOption,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Stop all changes within seconds; looking and telling go on."""
    order = {"action": "freeze", "reason": reason_given(reason)}
    _check_terminal(yes=yes)
    decider = _decider(Address(hub, region, profile))
    _confirm(f"Stop every change of the hub {hub}?", yes=yes)
    _tell(_carried_out(decider, order, output), output)
    return Exit.OK


def unfreeze(  # noqa: PLR0913, PLR0917 # options, which are named
    reason: ReasonOption,
    yes: YesOption = False,  # noqa: FBT002 # a flag
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Allow changes again, and look at everything that waited."""
    order = {"action": "unfreeze", "reason": reason_given(reason)}
    _check_terminal(yes=yes)
    decider = _decider(Address(hub, region, profile))
    _confirm(f"Let the hub {hub} change things again?", yes=yes)
    _tell(_carried_out(decider, order, output), output)
    return Exit.OK


def _decider(address: Address) -> "Decider":
    from peerctl.decider import Decider  # noqa: PLC0415 # as in asking: it brings boto3

    return Decider(address)


def _decide(address: Address, verb: str, order: dict[str, str], manner: Manner) -> int:
    _check_terminal(yes=manner.yes)
    decider = _decider(address)
    about = {name: value for name, value in order.items() if name != "reason"}
    seen = _carried_out(decider, {"action": "show", **about}, manner.output)
    if manner.output is Format.TABLE or not manner.yes:
        machine = manner.output is not Format.TABLE
        say(lines(seen["shown"]), Console(stderr=True, highlight=False) if machine else None)
    _confirm(f"{verb.capitalize()} {order['connection']}?", yes=manner.yes)
    given = {"action": verb, **order, "shown": str(seen["digest"])}
    done = _carried_out(decider, given, manner.output, seen)
    if manner.output is Format.TABLE:
        say([str(done["sentence"])])
    if not manner.wait:
        return _ended(done, None, manner.output)
    return _ended(done, aftermath(decider, verb, about), manner.output)


def _ended(done: Answer, after: Aftermath | None, output: Format) -> int:
    """Tell what came of it. Raises PeerctlError where that could not be seen."""
    if output is not Format.TABLE:
        said = {"came_of_it": None} if after is None else {"came_of_it": after.sentence}
        status = done.get("status") if after is None else after.status
        put({**done, "status": status, **said}, output)
    if after is None:
        return Exit.OK
    if after.code not in {Exit.OK, Exit.NO}:
        raise PeerctlError(after.code, after.sentence)
    if output is Format.TABLE:
        say([after.sentence])
    return after.code


def _confirm(question: str, *, yes: bool) -> None:
    if not yes:
        typer.confirm(question, abort=True, err=True)


def _check_terminal(*, yes: bool) -> None:
    if not yes and not sys.stdin.isatty():
        sentence = "There is no terminal to ask you on: say --yes if you mean it."
        raise PeerctlError(Exit.USAGE, sentence)


def _carried_out(
    decider: "Decider", order: Mapping[str, str], output: Format, seen: Answer | None = None
) -> Answer:
    """What decide answers. Raises PeerctlError; machines are told the refusal's code as well."""
    with waiting("asking decide"):
        answer = decider.order(**order)
    if not isinstance(answer, Refusal):
        return answer
    if output is not Format.TABLE:
        shown = {name: seen and seen[name] for name in ("shown", "digest")}
        said = {"code": answer.code, "sentence": answer.sentence, "status": answer.status}
        put({**said, **shown, "decided": None}, output)
    raise answer.as_error()


def _tell(done: Answer, output: Format, *more: str) -> None:
    if output is Format.TABLE:
        say((str(done["sentence"]), *more))
    else:
        put(done, output)
