"""A request that nobody has made yet, between two VPCs that a person names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from peerctl.errors import Exit, PeerctlError
from peerctl.sources import Source
from peering.core.approvals import Approvals
from peering.core.blocks import Cidr, cidr
from peering.core.model import (
    AccountId,
    Connection,
    ConnectionId,
    Region,
    Scope,
    Side,
    Status,
    Vpc,
    VpcId,
)

UNMADE = ConnectionId("pcx-not-yet")
_VPC = re.compile(r"vpc-[0-9a-f]{8,17}")
_PLACE = re.compile(r"([0-9]{12})/([a-z0-9-]+)/(vpc-[0-9a-f]{8,17})")
_PRINCIPAL = re.compile(r"arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:[!-:=@-Z^-~]{1,512}")
_FLAG = {Side.REQUESTER: "from", Side.ACCEPTER: "to"}


@dataclass(frozen=True, slots=True)
class End:
    """One side as a person gave it: where it is, and its blocks and tags if nobody is to look."""

    side: Side
    place: str
    cidrs: Sequence[str] = ()
    tags: Sequence[str] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing has to be looked up."""
        return bool(self.cidrs) and "/" in self.place

    @property
    def flag(self) -> str:
        """The option that names it."""
        return f"--{_FLAG[self.side]}"

    @property
    def described(self) -> Iterator[str]:
        """The options that say something of it."""
        yield from (f"{self.flag}-cidr",) if self.cidrs else ()
        yield from (f"{self.flag}-tag",) if self.tags else ()


def check_principal(text: str) -> None:
    """Refuse what is no principal's ARN. Raises PeerctlError."""
    if not _PRINCIPAL.fullmatch(text):
        sentence = (
            f"--requested-by {text!r} is no principal's ARN: write it as CloudTrail does, "
            "arn:aws:sts::111122223333:assumed-role/ROLE/SESSION."
        )
        raise PeerctlError(Exit.USAGE, sentence)


def request(ends: Sequence[End], source: Source, approvals: Approvals) -> Connection:
    """The request between these ends. Raises PeerctlError for an end that nobody knows."""
    requester, accepter = (_vpc(end, source, approvals) for end in ends)
    if requester.id == accepter.id:
        sentence = f"--from and --to are both {requester.id}: a VPC can't be peered with itself."
        raise PeerctlError(Exit.USAGE, sentence)
    return Connection(UNMADE, Status.PENDING_ACCEPTANCE, requester, accepter)


def _vpc(end: End, source: Source, approvals: Approvals) -> Vpc:
    whole = _PLACE.fullmatch(end.place)
    if not whole and not _VPC.fullmatch(end.place):
        raise _unknown(end)
    found = source.vpc(end.place)
    if found is None and not whole:
        raise _unknown(end)
    if found is None:
        found = _described(end, approvals)
    if end.cidrs:
        found = replace(found, cidrs=tuple(_block(text) for text in end.cidrs))
    if not found.cidrs:
        sentence = f"The blocks of {found.id} are not known: give them with {end.flag}-cidr."
        raise PeerctlError(Exit.UNKNOWN, sentence)
    if end.tags:
        found = replace(found, tags=dict(_tag(text) for text in end.tags))
    # Whoever doesn't govern the VPC can't read its tags, whatever an operator knows of them.
    return found if approvals.governs(found.scope) else replace(found, tags=None)


def _described(end: End, approvals: Approvals) -> Vpc:
    account, region, vpc_id = end.place.split("/")
    scope = Scope(AccountId(account), Region(region))
    return Vpc(scope, VpcId(vpc_id), tags={} if approvals.governs(scope) else None)


def _unknown(end: End) -> PeerctlError:
    flag = end.flag
    if _VPC.fullmatch(end.place):
        sentence = (
            f"{end.place} was not found in any governed account and Region: say where it is, "
            f"{flag} ACCOUNT/REGION/{end.place}, and give its blocks with {flag}-cidr."
        )
        return PeerctlError(Exit.UNKNOWN, sentence)
    sentence = f"{flag} {end.place!r} names no VPC: write a VPC's id, or ACCOUNT/REGION/VPC."
    return PeerctlError(Exit.USAGE, sentence)


def _block(text: str) -> Cidr:
    try:
        block = cidr(text)
    except ValueError as error:
        sentence = f"'{text}' is no block: write it as 10.0.0.0/16."
        raise PeerctlError(Exit.USAGE, sentence) from error
    if text != str(block):
        raise PeerctlError(Exit.USAGE, f"'{text}' is no block of a VPC: did you mean {block}?")
    return block


def _tag(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise PeerctlError(Exit.USAGE, f"'{text}' is no tag: write it as KEY=VALUE.")
    return key, value
