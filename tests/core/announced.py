"""One announcement of each type, as short as can be, and one of each that is far too long."""

import json
from dataclasses import asdict, replace

from peering.core.announcements import (
    Adopted,
    Announcement,
    PeeringAccepted,
    PeeringCleaned,
    PeeringExpiring,
    PeeringFailed,
    PeeringFrozen,
    PeeringHeld,
    PeeringRejected,
    PeeringRouteConflict,
    PeeringRouted,
    PeeringsAdopted,
    PeeringUnapproved,
)
from peering.core.contents import (
    ConflictSummary,
    ConnectionSummary,
    LeftToDo,
    RouteSummary,
    TagSummary,
    VpcSummary,
)

LONGER = 300_000  # than the 256 KiB that PutEvents and SNS take
PCX = "pcx-0123456789abcdef0"
REQUESTER = VpcSummary("111122223333", "us-east-1", "vpc-0aaa", ("10.10.0.0/16",), governed=True)
ACCEPTER = VpcSummary("444455556666", "eu-west-1", "vpc-0bbb", ("10.20.0.0/16",), governed=True)
VENDOR = replace(ACCEPTER, account="999900001111", governed=False)
BETWEEN = ConnectionSummary(PCX, "active", REQUESTER, ACCEPTER)
OURS = RouteSummary("requester", "111122223333", "us-east-1", "rtb-0aaa", "10.20.0.0/16")
THEIRS = RouteSummary("accepter", "444455556666", "eu-west-1", "rtb-0bbb", "10.10.0.0/16")
BARRED = ConflictSummary(
    "accepter", "444455556666", "eu-west-1", "rtb-0bbb", "10.10.0.0/16", "it leads to tgw-0ccc"
)
LEFT = LeftToDo("the owner of vpc-0bbb", "route 10.10.0.0/16", "aws ec2 create-route …")
DECIDE = LeftToDo("whoever may decide", "accept the request", f'peerctl approve {PCX} --reason "…"')

EACH: tuple[Announcement, ...] = (
    PeeringAccepted(connection=BETWEEN, decided_by="data", grounds=("requester: account 1",)),
    PeeringHeld(
        connection=replace(BETWEEN, status="pending-acceptance", accepter=VENDOR),
        reasons=("no accept rule is in the approvals file",),
        expires_at="2026-11-27T08:15:00+00:00",
        left_to_do=(DECIDE,),
        findings=("requester rtb-0aaa, route 10.20.0.0/16: it leads to tgw-0ccc",),
        tags=(TagSummary("requester", "team", "data"), TagSummary("requester", "tier", "a")),
        requested_by="arn:aws:sts::111122223333:assumed-role/network/alice",
        days_left=4,
    ),
    PeeringExpiring(
        connection=replace(BETWEEN, status="pending-acceptance"),
        reasons=("no accept rule is in the approvals file",),
        expires_at="2026-11-27T10:15:00+02:00",
        left_to_do=(DECIDE,),
        days_left=1,
    ),
    PeeringRejected(connection=BETWEEN, decided_by="laboratory", grounds=("requester: any",)),
    PeeringRouted(
        connection=BETWEEN,
        decided_by="data",
        routes=(OURS, replace(OURS, destination="10.21.0.0/16"), THEIRS),
        dns=("requester", "accepter"),
        left_to_do=(),
    ),
    PeeringRouteConflict(
        connection=BETWEEN, decided_by="data", routes=(OURS,), conflicts=(BARRED,), left_to_do=()
    ),
    PeeringUnapproved(connection=BETWEEN, reasons=("rule 'data' ended",)),
    PeeringCleaned(
        connection=ConnectionSummary(PCX, "deleted", REQUESTER, None), routes=(OURS,), left_to_do=()
    ),
    PeeringFailed(connection=replace(BETWEEN, status="expired"), reasons=("nobody accepted it",)),
    PeeringFrozen(
        connection=BETWEEN,
        frozen_by="arn:aws:iam::444455556666:user/alice",
        since="2026-11-20T08:15:00+00:00",
        reasons=("an outage",),
        waiting=("route 10.20.0.0/16 in rtb-0aaa (111122223333/us-east-1) to pcx-0123",),
    ),
    PeeringsAdopted(
        account="111122223333",
        region="us-east-1",
        adopted=(Adopted(connection=BETWEEN, rule="data"),),
    ),
)


def huge(announcement: Announcement) -> Announcement:
    """The same with lists of which each alone is longer than any message."""
    said = announcement
    for name in (
        "grounds",
        "reasons",
        "routes",
        "conflicts",
        "left_to_do",
        "adopted",
        "findings",
        "tags",
        "waiting",
    ):
        entries = getattr(said, name, ())
        if entries:
            times = LONGER // len(json.dumps(entries, default=asdict)) + 1
            said = replace(said, **{name: entries * times})
    return said
