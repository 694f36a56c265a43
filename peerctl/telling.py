"""An explanation as people read it: who, each rule, the decision, each route, each action."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from peerctl.known import Footing
from peerctl.output import put_table, say
from peering.core.announcing import Mode
from peering.core.rulings import ChangeStop


def tell(fields: Mapping[str, object]) -> None:
    """Print an explanation, section by section."""
    if "status" not in fields:  # a message that leads to no connection
        said = "ignored" if fields["decision"] == "ignore" else fields["decision"]
        say((f"{said}: {'; '.join(_texts(fields['reasons']))}",))
        return
    say(_footing_in_words(fields))
    say((f"connection: {fields['connection'] or 'none yet'} ({fields['status']})",))
    say(f"{side}: {_vpc_in_words(_mapping(fields[side]))}" for side in ("requester", "accepter"))
    _tell_rules(_rows(fields["rules"]))
    by = f" by rule '{fields['rule']}'" if fields["rule"] else ""
    say(("", f"decision: {fields['decision']}{by}"))
    say(f"  {reason}" for reason in _texts(fields["reasons"]))
    _tell_routes(_rows(fields["routes"]), _texts(fields["looked_at"]))
    _tell_actions("next", _texts(fields["actions"]))
    _tell_actions("then", _texts(fields["afterwards"]))


def _footing_in_words(fields: Mapping[str, object]) -> Iterator[str]:
    mode: Mode = "observe" if fields["mode"] == "observe" else "apply"
    stop = _mapping(fields["frozen"] or {})
    at = datetime.fromisoformat(str(stop["since"])) if stop else None
    frozen = ChangeStop(str(stop["by"]), at, str(stop["reason"])) if at else None
    yield from Footing(mode, frozen).in_words()


def tell_routes(fields: Mapping[str, object]) -> None:
    """Print the routes that a connection ought to have, a row each, if there are any."""
    _tell_routes(_rows(fields["routes"]), ("both",))


def _tell_rules(rules: Sequence[Mapping[str, object]]) -> None:
    if not rules:
        return
    say(("",))
    rows = (
        (
            str(rule["rule"]),
            str(rule["effect"]),
            str(rule["verdict"]),
            "\n".join(_texts(rule["because"])),
        )
        for rule in rules
    )
    put_table(("RULE", "EFFECT", "VERDICT", "BECAUSE"), rows)


def _tell_routes(routes: Sequence[Mapping[str, object]], looked_at: Sequence[str]) -> None:
    if not looked_at:
        say(("", "routes: no route table was looked at"))
        return
    if not routes:
        return
    say(("",))
    names = ("side", "scope", "table", "destination", "state", "why")
    put_table(
        [name.upper() for name in names],
        (tuple(str(route[name]) for name in names) for route in routes),
    )


def _tell_actions(when: str, actions: Sequence[str]) -> None:
    if actions:
        say(("", f"{when}:", *(f"  {action}" for action in actions)))


def _vpc_in_words(vpc: Mapping[str, object]) -> str:
    blocks = ", ".join(_texts(vpc["cidrs"])) or "blocks not shown"
    return f"{vpc['account']}/{vpc['region']} {vpc['vpc']} ({blocks})"


def _texts(found: object) -> Sequence[str]:
    return cast("Sequence[str]", found)


def _mapping(found: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", found)


def _rows(found: object) -> Sequence[Mapping[str, object]]:
    return cast("Sequence[Mapping[str, object]]", found)
