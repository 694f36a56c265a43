"""What is drawn from: few places, few blocks, few rules, so that things collide."""

from dataclasses import replace
from datetime import date

from peering.core.approvals import (
    Conditions,
    Effect,
    MainTable,
    OnConflict,
    Rule,
    SideRoutes,
    TablesByTag,
)
from peering.core.blocks import cidr
from peering.core.model import Side
from peering.core.tables import Target, TargetKind
from tests.world import ACCEPTER, REQUESTER

OUTSIDE = "999900001111"
TO_TGW = Target(TargetKind.TRANSIT_GATEWAY, "tgw-0123456789abcdef0")
TO_VGW = Target(TargetKind.GATEWAY, "vgw-0123456789abcdef0")
GONE = Target(TargetKind.PEERING, "pcx-0fedcba9876543210")
PLACES = (
    (REQUESTER, "us-east-1", "10.10.0.0/16"),
    (REQUESTER, "eu-west-1", "10.30.0.0/16"),
    (ACCEPTER, "us-east-1", "10.20.0.0/16"),
    (ACCEPTER, "eu-west-1", "10.20.0.0/16"),
    (ACCEPTER, "eu-west-1", "10.10.0.0/16"),
    (OUTSIDE, "us-east-1", "10.40.0.0/16"),
)
SECONDARY = ("10.60.0.0/16", "10.61.0.0/24", "2600:1f00::/56")
DESTINATIONS = (
    *("10.10.0.0/16", "10.20.0.0/16", "10.20.4.0/22", "10.30.0.0/16", "10.40.0.0/16"),
    *("10.0.0.0/8", "0.0.0.0/0", *SECONDARY),
)
OPEN = {"peering": "open"}
PRIVATE = {"tier": "private"}
ALICE = "role/alice"
CALLERS = (ALICE, "role/carol")
_WIDE = cidr("10.0.0.0/8")
_PART = cidr("10.20.4.0/22")

_FROM_REQUESTER = Conditions(accounts=(REQUESTER,))
_FROM_US = Conditions(accounts=(REQUESTER, ACCEPTER))
_INTO_US = Conditions(accounts=(REQUESTER, ACCEPTER))
_INTO_EUROPE = Conditions(regions=("eu-west-1",))
ACCEPT = Rule("data", Effect.ACCEPT, _FROM_REQUESTER, dns=True)
_REST = Rule("rest", Effect.ACCEPT, _FROM_US, on_conflict=OnConflict.ROUTE_REST)


def _routed(rule: Rule, requester: SideRoutes, **more: object) -> Rule:
    return replace(rule, routes={Side.REQUESTER: requester}, **more)  # type: ignore[arg-type]  # any field


_NARROW = _routed(ACCEPT, SideRoutes(destinations=(_PART,)))
_NARROW_REST = _routed(_REST, SideRoutes(destinations=(_PART, cidr("10.30.0.0/16"))))
_HOLED = _routed(_REST, SideRoutes(excluded=(_PART,)))
_OVER = _routed(ACCEPT, SideRoutes(overrides=(_WIDE,)))
_MAIN = _routed(_REST, SideRoutes(MainTable()))
_TAGGED_TABLES = _routed(ACCEPT, SideRoutes(TablesByTag(PRIVATE)))
# Accounts are named beside tags, so that nothing depends on a tag which nobody may read.
_OPEN_ONLY = replace(ACCEPT, accepter=replace(_INTO_US, tags=OPEN))
_INSIDE = replace(_REST, requester=replace(_FROM_US, cidrs=(cidr("10.10.0.0/16"),)))
_FOR_ALICE = replace(ACCEPT, requested_by=(f"arn:aws:iam::{REQUESTER}:{ALICE}",))
_UNTIL = replace(_REST, until=date(2026, 11, 23))
_VENDOR = Rule(
    "vendor", Effect.ACCEPT, accepter=Conditions(accounts=(OUTSIDE,)), dns=True, one_sided=True
)
RULES = (
    (ACCEPT,),
    (_VENDOR, ACCEPT),
    (_REST,),
    (_NARROW,),
    (_NARROW_REST,),
    (_HOLED,),
    (_OVER,),
    (_MAIN,),
    (_TAGGED_TABLES,),
    (_OPEN_ONLY,),
    (_INSIDE, _FOR_ALICE),
    (_UNTIL,),
    (ACCEPT, Rule("europe waits", Effect.HOLD, accepter=_INTO_EUROPE)),
    (_REST, Rule("no", Effect.REJECT, _FROM_REQUESTER)),
    (_REST, Rule("out", Effect.REJECT, _FROM_REQUESTER, unroute=True)),
    (),
)
