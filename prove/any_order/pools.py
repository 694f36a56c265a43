"""What is drawn from: few places, few blocks, few rules, so that things collide."""

from peering.core.approvals import Conditions, Effect, OnConflict, Rule, SideRoutes
from peering.core.blocks import cidr
from peering.core.model import AccountId, Region, Side, Vpc
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
_FROM_REQUESTER = Conditions(accounts=(REQUESTER,))
_FROM_US = Conditions(accounts=(REQUESTER, ACCEPTER))
_INTO_EUROPE = Conditions(regions=("eu-west-1",))
ACCEPT = Rule("data", Effect.ACCEPT, _FROM_REQUESTER, dns=True)
_REST = Rule("rest", Effect.ACCEPT, _FROM_US, on_conflict=OnConflict.ROUTE_REST)
_NARROW = Rule(
    "data",
    Effect.ACCEPT,
    _FROM_REQUESTER,
    routes={Side.REQUESTER: SideRoutes(destinations=(cidr("10.20.4.0/22"),))},
)
_VENDOR = Rule(
    "vendor", Effect.ACCEPT, accepter=Conditions(accounts=(OUTSIDE,)), dns=True, one_sided=True
)
RULES = (
    (ACCEPT,),
    (_VENDOR, ACCEPT),
    (_REST,),
    (_NARROW,),
    (ACCEPT, Rule("europe waits", Effect.HOLD, accepter=_INTO_EUROPE)),
    (_REST, Rule("no", Effect.REJECT, _FROM_REQUESTER)),
    (_REST, Rule("out", Effect.REJECT, _FROM_REQUESTER, unroute=True)),
    (),
)


def fits(rules: tuple[Rule, ...], requester: Vpc, accepter: Vpc) -> bool:
    """Tell whether a request is to be accepted: by one rule, and neither held nor rejected."""
    return _fitting(rules, requester, accepter) == {Effect.ACCEPT}


def rejects(rules: tuple[Rule, ...], requester: Vpc, accepter: Vpc) -> bool:
    """Tell whether a rule rejects it."""
    return Effect.REJECT in _fitting(rules, requester, accepter)


def _fitting(rules: tuple[Rule, ...], requester: Vpc, accepter: Vpc) -> set[Effect]:
    ends = (requester.scope.account_id, accepter.scope.account_id)
    return {
        one.effect
        for one in rules
        if _in(ends[0], one.requester.accounts)
        and _in(ends[1], one.accepter.accounts)
        and _in(accepter.scope.region, one.accepter.regions)
        and (one.effect is not Effect.ACCEPT or one.one_sided == (OUTSIDE in ends))
    }


def _in(value: AccountId | Region, wanted: tuple[str, ...] | None) -> bool:
    return wanted is None or value in wanted
