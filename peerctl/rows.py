"""A connection's status as a row of a table: whole for a pipe, narrower for a screen."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from rich.text import Text

from peerctl.order import Fields, Health

HEADINGS = (
    *("CONNECTION", "STATUS", "RULE", "REQUESTER", "ACCEPTER", "ROUTES", "DNS"),
    "OUT OF ORDER",
)
NARROW = ("CONNECTION", "REQUESTER, ACCEPTER", "ROUTES", "OUT OF ORDER")

_STYLES = {
    Health.CONFLICT: "red",
    Health.TO_DO: "yellow",
    Health.WAITING: "magenta",
    Health.IN_ORDER: "green",
    Health.PASSING: "blue",
    Health.FOREIGN: "dim",
    Health.ENDED: "dim",
}


def whole(fields: Fields) -> Iterator[str]:
    """Every column."""
    yield str(fields["connection"])
    yield str(fields["status"])
    yield str(fields["rule"] or "-")
    for side in ("requester", "accepter"):
        yield " ".join(_vpc(fields[side]))
    yield _routes(fields)
    yield _dns(fields)
    yield _order(fields)


def on_screen(fields: Fields) -> Iterator[str | Text]:
    """Every column, a line for each part of it, and the health in colour."""
    style = _STYLES[Health(str(fields["health"]))]
    yield str(fields["connection"])
    yield Text(str(fields["status"]), style)
    yield str(fields["rule"] or "-")
    for side in ("requester", "accepter"):
        yield "\n".join(_vpc(fields[side]))
    yield _routes(fields)
    yield _dns(fields)
    yield Text(_order(fields), style)


def narrow(fields: Fields) -> Iterator[str | Text]:
    """The same in fewer columns."""
    style = _STYLES[Health(str(fields["health"]))]
    connection = Text(str(fields["connection"]))
    yield connection.append(f"\n{fields['status']}", style).append(f"\n{fields['rule'] or '-'}")
    yield "\n".join((*_vpc(fields["requester"]), *_vpc(fields["accepter"])))
    yield f"{_routes(fields)}\nDNS\n{_dns(fields)}"
    yield Text(_order(fields), style)


def _routes(fields: Fields) -> str:
    more = f" +{fields['routes_unwanted']}" if fields["routes_unwanted"] else ""
    return f"{fields['routes_standing']}/{fields['routes_wanted']}{more}"


def _dns(fields: Fields) -> str:
    dns = fields["dns"]
    shown = dns.values() if isinstance(dns, Mapping) else ()
    return "/".join({True: "yes", False: "no", None: "?"}[option] for option in shown) or "-"


def _order(fields: Fields) -> str:
    amiss = fields["out_of_order"]
    if not (isinstance(amiss, list) and amiss):
        return "in order"
    since = fields["out_of_order_since"]
    at = datetime.fromisoformat(str(since)).astimezone(UTC) if since else None
    return "\n".join((*amiss, *((f"since {at:%Y-%m-%d %H:%M} UTC",) if at else ())))


def _vpc(found: object) -> tuple[str, ...]:
    if not isinstance(found, Mapping):
        return ("-",)
    blocks = ", ".join(map(str, found["cidrs"]))
    return tuple(filter(None, (f"{found['account']}/{found['region']}", found["vpc"], blocks)))
