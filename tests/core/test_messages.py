from dataclasses import replace

import pytest

from peering.core.announcements import (
    TYPES,
    Announcement,
    PeeringCleaned,
    PeeringHeld,
    PeeringRouted,
)
from peering.core.contents import LeftOut
from peering.core.messages import subject, text
from tests.core.announced import BETWEEN, EACH, PCX

ENDS = f"{PCX}, 111122223333/us-east-1 to 444455556666/eu-west-1"
BOTH = """\
Requester  111122223333  us-east-1  vpc-0aaa  10.10.0.0/16
Accepter   444455556666  eu-west-1  vpc-0bbb  10.20.0.0/16
"""
# Of each type: its subject, and its text.
SAID = {
    "Peering Accepted": (
        f"Peering accepted: {ENDS}",
        f"""\
{PCX} was accepted by rule 'data'. Its routes follow.

{BOTH}
What the rule asks for:
  - requester: account 1
""",
    ),
    "Peering Held": (
        f"Peering held for a person: {PCX}, 111122223333/us-east-1 to 999900001111/eu-west-1",
        f"""\
{PCX} waits for a person to decide. It expires on 2026-11-27 08:15 UTC, in 4 days.

Requester  111122223333  us-east-1  vpc-0aaa  10.10.0.0/16
Accepter   999900001111  eu-west-1  vpc-0bbb  10.20.0.0/16 (not governed by us)

Requested by arn:aws:sts::111122223333:assumed-role/network/alice
Tags of the requester's VPC: team=data, tier=a

Why:
  - no accept rule is in the approvals file

What accepting would meet:
  - requester rtb-0aaa, route 10.20.0.0/16: it leads to tgw-0ccc

Left to do:
  - whoever may decide: accept the request
      peerctl approve {PCX} --reason "…"
""",
    ),
    "Peering Expiring": (
        f"Peering expires in 1 day: {ENDS}",
        f"""\
{PCX} still waits for a person to decide. It expires on 2026-11-27 08:15 UTC, within 1 day.

{BOTH}
Why:
  - no accept rule is in the approvals file

Left to do:
  - whoever may decide: accept the request
      peerctl approve {PCX} --reason "…"
""",
    ),
    "Peering Rejected": (
        f"Peering rejected: {ENDS}",
        f"""\
{PCX} was rejected by rule 'laboratory'.

{BOTH}
What the rule asks for:
  - requester: any
""",
    ),
    "Peering Routed": (
        f"Peering routed: {ENDS}",
        f"""\
{PCX} is routed as rule 'data' says.

{BOTH}
Routes to the connection:
  - requester rtb-0aaa: 10.20.0.0/16, 10.21.0.0/16
  - accepter rtb-0bbb: 10.10.0.0/16

DNS: the other side resolves the private hostnames of the requester and the accepter.
""",
    ),
    "Peering Route Conflict": (
        f"Peering route conflict: {ENDS}",
        f"""\
1 route(s) to {PCX} could not be written. What stands in their way was left alone.

{BOTH}
In the way:
  - accepter rtb-0bbb 10.10.0.0/16: it leads to tgw-0ccc

Routes to the connection that stand:
  - requester rtb-0aaa: 10.20.0.0/16
""",
    ),
    "Peering Frozen": (
        f"Peering frozen: {ENDS}",
        f"""\
{PCX} lacks something, but arn:aws:iam::444455556666:user/alice stopped all changes at \
2026-11-20T08:15:00+00:00: nothing is done until changes are allowed again (peerctl unfreeze).

{BOTH}
Why:
  - an outage

What waits:
  - route 10.20.0.0/16 in rtb-0aaa (111122223333/us-east-1) to pcx-0123
""",
    ),
    "Peering Unapproved": (
        f"Peering no longer approved: {ENDS}",
        f"""\
Nothing approves {PCX} for certain any more. Its routes stay as they are: \
none is added and none is taken away.

{BOTH}
Why:
  - rule 'data' ended
""",
    ),
    "Peering Cleaned": (
        f"Peering cleaned up: {PCX}",
        f"""\
{PCX} is deleted, and none of our routes lead to it.

Requester  111122223333  us-east-1  vpc-0aaa  10.10.0.0/16
Accepter   not remembered

Routes of ours that are gone:
  - requester rtb-0aaa: 10.20.0.0/16
""",
    ),
    "Peering Failed": (
        f"Peering failed: {ENDS}",
        f"""\
{PCX} is expired, and something could not be done.

{BOTH}
Why:
  - nobody accepted it
""",
    ),
    "Peerings Adopted": (
        "1 peering(s) adopted: 111122223333/us-east-1",
        f"""\
These connections of 111122223333/us-east-1 stood before this program did and match a rule. \
They are kept right from now on.

Adopted:
  - {PCX} by 'data'
""",
    ),
}


def of[Kind: Announcement](kind: type[Kind]) -> Kind:
    (one,) = (announcement for announcement in EACH if isinstance(announcement, kind))
    return one


def test_every_type_is_tried() -> None:
    assert [type(announcement) for announcement in EACH] == list(TYPES)


@pytest.mark.parametrize("announcement", EACH, ids=lambda a: a.type)
def test_an_announcement_in_words(announcement: Announcement) -> None:
    assert (subject(announcement), text(announcement)) == SAID[announcement.type]


@pytest.mark.parametrize("announcement", EACH, ids=lambda a: a.type)
def test_what_was_only_observed_says_so_first(announcement: Announcement) -> None:
    observed = replace(announcement, mode="observe")
    assert subject(observed).startswith("[observe] Peering") or "adopted" in subject(observed)
    assert text(observed) == (
        "Observe mode: this is what would be done. EC2 was not changed.\n\n" + text(announcement)
    )


@pytest.mark.parametrize(
    ("dns", "said"),
    [
        (("requester", "accepter"), "the requester and the accepter"),
        (("accepter",), "the accepter"),
        ((), "neither side"),
    ],
)
def test_whose_hostnames_are_resolved(dns: tuple[str, ...], said: str) -> None:
    routed = replace(of(PeeringRouted), dns=dns)
    assert f"resolves the private hostnames of {said}." in text(routed)


def test_a_request_without_an_end_has_none_in_its_words() -> None:
    assert "expires" not in text(replace(of(PeeringHeld), expires_at=None))


def test_blocks_that_ec2_does_not_show_are_not_made_up() -> None:
    assert BETWEEN.accepter is not None
    hidden = replace(BETWEEN, accepter=replace(BETWEEN.accepter, cidrs=()))
    assert "vpc-0bbb  blocks not shown" in text(replace(of(PeeringHeld), connection=hidden))


@pytest.mark.parametrize("announcement", EACH, ids=lambda a: a.type)
@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-7", "ap-northeast-1é\n"])
def test_a_subject_is_what_sns_takes_and_no_name_in_it_is_cut(
    announcement: Announcement, region: str
) -> None:
    """https://docs.aws.amazon.com/sns/latest/api/API_Publish.html."""
    said = replace(announcement, mode="observe")
    if not isinstance(said, PeeringCleaned) and hasattr(said, "connection"):
        ends = {
            side: replace(getattr(said.connection, side), region=region)
            for side in ("requester", "accepter")
        }
        said = replace(said, connection=replace(said.connection, **ends))  # type: ignore[arg-type]  # it has one
    line = subject(said)
    assert 0 < len(line) <= 100
    assert line.isascii()
    assert line.isprintable()
    assert line.endswith((PCX, region.replace("é\n", "??"), "us-east-1"))


@pytest.mark.parametrize(
    ("what", "said"),
    [("adopted", "13 peering(s) adopted"), ("conflicts", "13 route(s) to")],
)
def test_what_is_left_out_is_counted_in(what: str, said: str) -> None:
    (announcement,) = (one for one in EACH if hasattr(one, what))
    cut = replace(announcement, left_out=(LeftOut(what, 12),))
    assert said in subject(cut) + text(cut)
