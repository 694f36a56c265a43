"""`peerctl explain`: what would be decided about a connection, and why, rule by rule."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from peerctl.account import Fields, explanation
from peerctl.address import Address
from peerctl.asking import looker_at
from peerctl.errors import Exit, PeerctlError
from peerctl.events import mentions_in
from peerctl.files import DEFAULT_APPROVALS, approvals_in, day
from peerctl.known import Known
from peerctl.observation import now, read_observation
from peerctl.outlook import outlook
from peerctl.output import Format, FormatOption, put
from peerctl.requests import End, check_principal, request
from peerctl.sources import (
    DEFAULT_HUB,
    ApprovalsOption,
    HubOption,
    MemberRoleOption,
    Nothing,
    ObservationOption,
    ProfileOption,
    RegionOption,
    Saved,
    Source,
)
from peerctl.telling import tell
from peering.core.approvals import Approvals
from peering.core.memory import Memory
from peering.core.model import ConnectionId, Side
from peering.core.observed import Observed
from peering.intake.events import Ignored
from peering.ports import Mention

_Many = Annotated[list[str] | None, typer.Option(help="A block of its, if nobody is to look.")]
_Tags = Annotated[list[str] | None, typer.Option(help="A tag of its, KEY=VALUE.")]


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains connections from what one source knows."""

    approvals: Approvals
    source: Source
    at: datetime

    def of(self, connection_id: ConnectionId) -> Fields:
        """Explain a connection. Raises PeerctlError if the source does not know it."""
        return self._explained(*self.source.at(connection_id))

    def of_request(self, ends: tuple[End, End], requested_by: str) -> Fields:
        """Explain a request that does not exist yet, as *requested_by* (an ARN) would make it."""
        asked = request(ends, self.source, self.approvals)
        memory = Memory(asked.id, requested_by=requested_by or None)
        known = Known(memory, footing=self.source.footing())
        return self._explained(self.source.at_request(asked), known)

    def of_message(self, mention: Mention | Ignored | PeerctlError) -> Fields:
        """Explain what a message would set off. Raises PeerctlError if nobody can tell."""
        match mention:
            case PeerctlError():
                raise mention
            case Ignored(reason):
                return {"connection": None, "decision": "ignore", "reasons": [reason]}
            case _:
                return self.of(mention.connection_id)

    def _explained(self, observed: Observed, known: Known) -> Fields:
        found = outlook(observed, self.approvals, known, self.at)
        return explanation(observed, known, found)


def explain(  # noqa: PLR0913, PLR0917 # a command has as many options as it needs
    connection: Annotated[str, typer.Argument(help="A connection's id, pcx-….")] = "",
    requester: Annotated[
        str, typer.Option("--from", help="The VPC that would ask: VPC or ACCOUNT/REGION/VPC.")
    ] = "",
    accepter: Annotated[
        str, typer.Option("--to", help="The VPC that would be asked, likewise.")
    ] = "",
    from_cidr: _Many = None,
    to_cidr: _Many = None,
    from_tag: _Tags = None,
    to_tag: _Tags = None,
    requested_by: Annotated[
        str, typer.Option(help="Who would ask, as an ARN, with --from and --to.")
    ] = "",
    event: Annotated[Path | None, typer.Option(help="A file with an event, or a batch.")] = None,
    observation: ObservationOption = None,
    approvals: ApprovalsOption = DEFAULT_APPROVALS,
    on: Annotated[str, typer.Option(help="Judge as on this day (UTC).")] = "",
    hub: HubOption = DEFAULT_HUB,
    region: RegionOption = None,
    profile: ProfileOption = None,
    member_role: MemberRoleOption = None,
    output: FormatOption = Format.TABLE,
) -> int:
    """Say what would be decided, rule by rule, and which routes would be written where.

    Name a connection, an event, or two VPCs between which nobody has asked for one yet. Two VPCs
    whose places and blocks are all given need no observation; their tables are not looked at then.
    """
    ends = (
        End(Side.REQUESTER, requester, from_cidr or (), from_tag or ()),
        End(Side.ACCEPTER, accepter, to_cidr or (), to_tag or ()),
    )
    _check_subject(connection, ends, event, requested_by)
    said = approvals_in(approvals)
    source: Source
    looked = now()
    if observation:
        seen = read_observation(observation)
        source, looked = Saved(seen, said), seen.taken_at
    elif all(end.whole for end in ends):
        source = Nothing()
    else:
        source = _hub(Address(hub, region, profile, member_role), said, ends)
    explainer = Explainer(said, source, datetime.combine(day(on), time(), UTC) if on else looked)
    if event:
        return _tell_messages(explainer, event, output)
    found = (
        explainer.of_request(ends, requested_by)
        if requester
        else explainer.of(ConnectionId(connection))
    )
    if output is Format.TABLE:
        tell(found)
    else:
        put(found, output)
    return Exit.OK


def _hub(address: Address, approvals: Approvals, ends: tuple[End, End]) -> Source:
    """Whom to ask; where nobody can be asked about an end, how not to have to."""
    try:
        return looker_at(address, approvals)
    except PeerctlError as error:
        lacking = [end for end in ends if not end.whole]
        if len(lacking) == len(ends):
            raise
        (end,) = lacking
        sentence = (
            f"{error} Or give ACCOUNT/REGION/VPC for {end.flag}, and its blocks with "
            f"{end.flag}-cidr: then nobody is asked."
        )
        raise PeerctlError(error.code, sentence) from error


def _tell_messages(explainer: Explainer, file: Path, output: Format) -> int:
    """Explain each message; one that nobody understands takes no other's answer away."""
    mentions = tuple(mentions_in(file))
    found: list[Fields] = []
    worst = Exit.OK
    for mention in mentions:
        try:
            found.append(explainer.of_message(mention))
        except PeerctlError as error:
            if len(mentions) == 1:
                raise
            found.append({"connection": None, "decision": "unknown", "reasons": [str(error)]})
            worst = worst or error.code
    if output is not Format.TABLE:
        put(found, output)
    else:
        for fields in found:
            tell(fields)
    return worst


def _check_subject(
    connection: str, ends: tuple[End, End], event: Path | None, requested_by: str
) -> None:
    pair = [bool(end.place) for end in ends]
    if pair.count(True) == 1:
        raise PeerctlError(Exit.USAGE, "A request has two ends: give both --from and --to.")
    if [bool(connection), all(pair), event is not None].count(True) != 1:
        sentence = "Name one thing to explain: a connection, --event FILE, or --from and --to."
        raise PeerctlError(Exit.USAGE, sentence)
    described = [option for end in ends for option in end.described]
    described += ["--requested-by"] if requested_by else []
    if described and not all(pair):
        sentence = f"{described[0]} goes with --from and --to: what EC2 shows is judged as it is."
        raise PeerctlError(Exit.USAGE, sentence)
    if requested_by:
        check_principal(requested_by)
