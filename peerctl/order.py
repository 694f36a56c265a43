"""Whether a connection is as it ought to be, and since when it is not."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from peerctl.account import routes, vpc_fields
from peerctl.known import Known
from peerctl.outlook import Answer, Outlook
from peering.core.announcements import (
    PeeringFailed,
    PeeringFrozen,
    PeeringHeld,
    PeeringRouteConflict,
    PeeringUnapproved,
)
from peering.core.explain import obstacle_in_words
from peering.core.observed import Observed

type Fields = Mapping[str, object]


class Health(StrEnum):
    """How a connection is, worst first."""

    CONFLICT = "conflict"
    TO_DO = "to-do"
    WAITING = "waiting"  # for a person
    IN_ORDER = "in-order"
    PASSING = "passing"  # EC2 is still moving it on
    FOREIGN = "foreign"  # none of our business
    ENDED = "ended"


def health(found: Outlook, known: Known) -> Health:
    """Tell how the connection is."""
    in_conflict = bool(found.plan.obstacles)
    match found.answer:
        case Answer.WAIT:
            return Health.PASSING
        case Answer.HOLD | Answer.UNAPPROVED:
            return Health.CONFLICT if in_conflict else Health.WAITING
        case Answer.IGNORE:
            return Health.FOREIGN
        case _ if in_conflict:
            return Health.CONFLICT
        case Answer.CLEAN_UP if not found.plan.actions:
            return Health.ENDED
        case _:
            return Health.TO_DO if disorder(found, known) else Health.IN_ORDER


def disorder(found: Outlook, known: Known) -> tuple[str, ...]:
    """What is not as it ought to be, and waits for the next pass or for a person."""
    match found.answer:
        case Answer.IGNORE | Answer.WAIT:
            return ()
        case Answer.HOLD | Answer.UNAPPROVED:
            return tuple(f"{found.answer}: {reason}" for reason in found.reasons)
        case Answer.ROUTE | Answer.UNROUTE | Answer.CLEAN_UP | Answer.ACCEPT | Answer.REJECT:
            unseen = () if found.answer is Answer.CLEAN_UP else found.reasons
            pending = (f"{known.footing.pending}: {action}" for action in found.plan.actions)
            return (*unseen, *pending, *map(obstacle_in_words, found.plan.obstacles))
        case _:
            assert_never(found.answer)


def out_of_order_since(found: Outlook, known: Known) -> datetime | None:
    """When the announcement went out that says so and still holds; None if nothing was said."""
    match found.answer:
        case Answer.UNAPPROVED:
            telling: tuple[str, ...] = (PeeringUnapproved.type,)
        case Answer.HOLD | Answer.ACCEPT | Answer.REJECT:
            telling = (PeeringHeld.type, PeeringFailed.type)
        case Answer.ROUTE | Answer.UNROUTE | Answer.CLEAN_UP:
            telling = (PeeringRouteConflict.type, PeeringFailed.type, PeeringFrozen.type)
        case Answer.IGNORE | Answer.WAIT:
            telling = ()
        case _:
            assert_never(found.answer)
    said = [known.said[kind] for kind in telling if kind in known.said]
    return min(said) if said and disorder(found, known) else None


def status_fields(observed: Observed, known: Known, found: Outlook) -> Fields:
    """How a connection stands: ends, rule, routes wanted and actual, DNS, what is out of order."""
    connection, decision = observed.connection, known.memory.decision
    listed = tuple(routes(observed, known.memory, found))
    states = Counter(str(route["state"]) for route in listed if route["wanted"])
    since = out_of_order_since(found, known)
    return {
        "connection": connection.id,
        "status": str(connection.status),
        "decision": str(found.answer),
        "rule": found.rule or (decision.by if decision else None),
        "decided_at": decision.at.isoformat() if decision else None,
        "requester": vpc_fields(connection.requester),
        "accepter": vpc_fields(connection.accepter),
        "routes_wanted": states.total(),
        "routes_standing": states["stands"],
        "routes_unwanted": len(listed) - states.total(),
        "routes": list(listed),
        "dns": {str(view.side): view.dns for view in observed.views},
        "health": str(health(found, known)),
        "out_of_order": list(disorder(found, known)),
        "out_of_order_since": since.isoformat() if since else None,
    }
