"""Announcements in words: a subject that a person understands, and a text that says it all."""

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from peering.core.announcements import (
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
    ConnectionSummary,
    LeftToDo,
    RouteSummary,
    StaleGroupSummary,
    VpcSummary,
)
from peering.core.waiting_words import asked_by, waiting_sentence

_LONGEST_SUBJECT = 100  # https://docs.aws.amazon.com/sns/latest/api/API_Publish.html


def subject(announcement: Announcement) -> str:
    """Say what happened to which connection, in printable ASCII of at most 100 characters."""
    said = _headline(announcement)
    if announcement.mode == "observe":
        said = f"[observe] {said}"
    if isinstance(announcement, PeeringsAdopted):
        said = f"{said}: {announcement.about}"
    else:
        said = f"{said}: {announcement.connection.id}"
        between = _between(announcement.connection)
        said += between if len(said + between) <= _LONGEST_SUBJECT else ""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in said)[:_LONGEST_SUBJECT]


def text(announcement: Announcement) -> str:
    """Say who, what, which rule, which routes on which side, and what is left to do by whom."""
    paragraphs = [
        _sentence(announcement),
        *_details(announcement),
        *_left_to_do(announcement),
        _left_out(announcement),
    ]
    if announcement.mode == "observe":
        paragraphs.insert(0, "Observe mode: this is what would be done. EC2 was not changed.")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _headline(announcement: Announcement) -> str:  # noqa: C901, PLR0911 # one a type
    match announcement:
        case PeeringAccepted():
            return "Peering accepted"
        case PeeringHeld():
            return "Peering held for a person"
        case PeeringExpiring(days_left=days):
            return f"Peering expires in {days} day{'' if days == 1 else 's'}"
        case PeeringRejected():
            return "Peering rejected"
        case PeeringRouted():
            return "Peering routed"
        case PeeringRouteConflict():
            return "Peering route conflict"
        case PeeringUnapproved():
            return "Peering no longer approved"
        case PeeringCleaned():
            return "Peering cleaned up"
        case PeeringFailed():
            return "Peering failed"
        case PeeringFrozen():
            return "Peering frozen"
        case PeeringsAdopted(adopted=adopted):
            return f"{len(adopted) + announcement.left_out_of('adopted')} peering(s) adopted"
        case unheard_of:
            assert_never(unheard_of)


def _sentence(announcement: Announcement) -> str:  # noqa: C901, PLR0911 # one a type
    match announcement:
        case PeeringAccepted(connection=connection):
            return f"{connection.id} was accepted by {_decider(announcement)}. Its routes follow."
        case PeeringHeld() | PeeringExpiring():
            return waiting_sentence(announcement)
        case PeeringRejected(connection=connection):
            return f"{connection.id} was rejected by {_decider(announcement)}."
        case PeeringRouted(connection=connection, decided_by=rule):
            return f"{connection.id} is routed as rule '{rule}' says."
        case PeeringRouteConflict(connection=connection, conflicts=conflicts):
            count = len(conflicts) + announcement.left_out_of("conflicts")
            return (
                f"{count} route(s) to {connection.id} could not be written. "
                "What stands in their way was left alone."
            )
        case PeeringUnapproved(connection=connection):
            return (
                f"Nothing approves {connection.id} for certain any more. "
                "Its routes stay as they are: none is added and none is taken away."
            )
        case PeeringCleaned(connection=connection):
            return f"{connection.id} is {connection.status}, and none of our routes lead to it."
        case PeeringFailed(connection=connection):
            return f"{connection.id} is {connection.status}, and something could not be done."
        case PeeringFrozen(connection=connection, frozen_by=by, since=since):
            return (
                f"{connection.id} lacks something, but {by} stopped all changes at {since}: "
                "nothing is done until changes are allowed again (peerctl unfreeze)."
            )
        case PeeringsAdopted():
            return (
                f"These connections of {announcement.about} stood before this program did "
                "and match a rule. They are kept right from now on."
            )
        case unheard_of:
            assert_never(unheard_of)


def _decider(announcement: PeeringAccepted | PeeringRejected) -> str:
    by = announcement.decided_by
    return f"rule '{by}'" if announcement.basis == "rule" else by


def _details(announcement: Announcement) -> Iterator[str]:
    if isinstance(announcement, PeeringsAdopted):
        yield _listed("Adopted", (f"{a.connection.id} by '{a.rule}'" for a in announcement.adopted))
        return
    yield _ends(announcement.connection)
    match announcement:
        case PeeringAccepted(grounds=grounds) | PeeringRejected(grounds=grounds):
            asked = "What the rule asks for" if announcement.basis == "rule" else "Why"
            yield _listed(asked, grounds)
        case PeeringHeld(reasons=why, findings=met) | PeeringExpiring(reasons=why, findings=met):
            yield asked_by(announcement)
            yield _listed("Why", why)
            yield _listed("What accepting would meet", met) if met else ""
        case PeeringFailed(reasons=reasons):
            yield _listed("Why", reasons)
        case PeeringUnapproved(reasons=reasons):
            yield _listed("Why", reasons)
        case PeeringFrozen(reasons=reasons, waiting=waiting):
            yield _listed("Why", reasons)
            yield _listed("What waits", waiting)
        case PeeringRouted(routes=routes, dns=dns):
            yield _routes("Routes to the connection", routes)
            yield f"DNS: the other side resolves the private hostnames of {_both(dns)}."
        case PeeringRouteConflict(routes=routes, conflicts=conflicts):
            said = (f"{c.side} {c.table} {c.destination}: {c.reason}" for c in conflicts)
            yield _listed("In the way", said)
            yield _routes("Routes to the connection that stand", routes)
        case PeeringCleaned(routes=routes, stale_groups=stale):
            yield _routes("Routes of ours that are gone", routes)
            yield _stale(stale)
        case unheard_of:
            assert_never(unheard_of)


def _left_to_do(announcement: Announcement) -> Iterator[str]:
    left: tuple[LeftToDo, ...] = getattr(announcement, "left_to_do", ())
    if left:
        yield _listed("Left to do", (f"{t.who}: {t.what}\n      {t.command}" for t in left))


def _left_out(announcement: Announcement) -> str:
    if not announcement.left_out:
        return ""
    more = ", ".join(f"{left.count} more {left.what}" for left in announcement.left_out)
    return f"There is more than one message takes: {more}."


def _ends(connection: ConnectionSummary) -> str:
    return "\n".join(
        f"{side:<9}  {_end(vpc)}"
        for side, vpc in (("Requester", connection.requester), ("Accepter", connection.accepter))
    )


def _end(vpc: VpcSummary | None) -> str:
    if vpc is None:
        return "not remembered"
    governed = "" if vpc.governed else " (not governed by us)"
    blocks = ", ".join(vpc.cidrs) or "blocks not shown"
    return f"{vpc.account}  {vpc.region}  {vpc.vpc}  {blocks}{governed}"


def _routes(title: str, routes: tuple[RouteSummary, ...]) -> str:
    tables = groupby(routes, key=lambda route: (route.side, route.table))
    return _listed(
        title,
        (
            f"{side} {table}: {', '.join(route.destination for route in group)}"
            for (side, table), group in tables
        ),
    )


def _stale(groups: tuple[StaleGroupSummary, ...]) -> str:
    if not groups:
        return ""
    named = (
        f"{g.group} ({g.name}) in {g.vpc}, {g.account}/{g.region}: {', '.join(g.rules)}"
        for g in groups
    )
    return _listed("Security group rules that name nobody any more", tuple(named))


def _between(connection: ConnectionSummary) -> str:
    if connection.requester is None or connection.accepter is None:
        return ""
    ends = (connection.requester, connection.accepter)
    return ", " + " to ".join(f"{end.account}/{end.region}" for end in ends)


def _both(sides: tuple[str, ...]) -> str:
    return " and ".join(f"the {side}" for side in sides) or "neither side"


def _listed(title: str, items: Iterator[str] | tuple[str, ...]) -> str:
    return "\n".join((f"{title}:", *(f"  - {item}" for item in items)))
