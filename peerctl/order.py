"""Whether a connection is as it ought to be: a row of status."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import assert_never

from peerctl.account import routes, vpc_fields
from peerctl.outlook import Answer, Outlook
from peering.core.explain import obstacle_in_words
from peering.core.memory import Memory
from peering.core.observed import Observed

type Fields = Mapping[str, object]


def disorder(found: Outlook) -> tuple[str, ...]:
    """What is not as it ought to be, and waits for the next pass or for a person."""
    match found.answer:
        case Answer.IGNORE | Answer.WAIT:
            return ()
        case Answer.HOLD | Answer.FREEZE:
            return tuple(f"{found.answer}: {reason}" for reason in found.reasons)
        case Answer.ROUTE | Answer.UNROUTE | Answer.CLEAN_UP | Answer.ACCEPT | Answer.REJECT:
            unseen = () if found.answer is Answer.CLEAN_UP else found.reasons
            pending = (f"to do: {action}" for action in found.plan.actions)
            return (*unseen, *pending, *map(obstacle_in_words, found.plan.obstacles))
        case _:
            assert_never(found.answer)


def status_fields(observed: Observed, memory: Memory, found: Outlook) -> Fields:
    """How a connection stands: ends, rule, routes wanted and actual, DNS, what is out of order."""
    connection, decision = observed.connection, memory.decision
    wanted = tuple(routes(found))
    states = Counter(str(route["state"]) for route in wanted)
    return {
        "connection": connection.id,
        "status": str(connection.status),
        "decision": str(found.answer),
        "rule": found.rule or (decision.by if decision else None),
        "since": decision.at.isoformat() if decision else None,
        "requester": vpc_fields(connection.requester),
        "accepter": vpc_fields(connection.accepter),
        "routes_wanted": len(wanted),
        "routes_standing": states["stands"],
        "routes": list(wanted),
        "dns": {str(view.side): view.dns for view in observed.views},
        "out_of_order": list(disorder(found)),
    }


def in_words(fields: Fields) -> Iterator[str]:
    """The status as a row of a table."""
    yield str(fields["connection"])
    yield str(fields["status"])
    yield str(fields["rule"] or "-")
    for side in ("requester", "accepter"):
        yield _vpc(fields[side])
    yield f"{fields['routes_standing']}/{fields['routes_wanted']}"
    dns = fields["dns"]
    shown = dns.values() if isinstance(dns, Mapping) else ()
    yield "/".join({True: "yes", False: "no", None: "?"}[option] for option in shown) or "-"
    yield _list(fields["out_of_order"]) or "in order"


def _vpc(found: object) -> str:
    if not isinstance(found, Mapping):
        return "-"
    return f"{found['account']}/{found['region']} {found['vpc']} {_list(found['cidrs'], ', ')}"


def _list(found: object, between: str = "\n") -> str:
    return between.join(map(str, found)) if isinstance(found, list) else ""
