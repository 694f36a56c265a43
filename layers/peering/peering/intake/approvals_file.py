"""The shape of approvals.yaml. Editors get it as a JSON Schema, so the docstrings are its help."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from peering.core.approvals import Approvals, Effect, OnConflict, Rule
from peering.core.model import Scope, Side
from peering.intake.approvals_sides import Entry, OneOrMore, Routes, SideConditions
from peering.intake.words import AccountText, Day, Name, PrincipalPattern, RegionText

_ACCEPT_ONLY = ("routes", "dns", "on_conflict", "multipath", "one_sided")


class GovernedScopes(Entry):
    """Accounts, and the Regions in each of them, whose peerings and routes may be touched."""

    accounts: OneOrMore[AccountText]
    """Account ids of 12 digits, in quotes."""
    regions: OneOrMore[RegionText]
    """The Regions that are governed in every one of these accounts."""

    def scopes(self) -> Iterator[Scope]:
        """Every Region of every account."""
        return (Scope(account, region) for account in self.accounts for region in self.regions)


class RuleEntry(Entry):
    """A rule. Reject beats hold beats accept; among accept rules the first that fits decides."""

    name: Name
    """A name of its own, which logs and announcements use."""
    effect: Literal["accept", "reject", "hold"]
    """Accept the request, reject it, or hold it for a person."""
    requester: SideConditions | None = None
    """What the VPC that asks must be. An accept rule names its accounts."""
    accepter: SideConditions | None = None
    """What the VPC that is asked must be."""
    requested_by: OneOrMore[PrincipalPattern] | None = None
    """Who made the request: ARNs of principals, with * for any characters."""
    one_sided: bool = False
    """Whether one side is outside `governs`: only ours is routed. Accept rules only."""
    until: Day | None = None
    """The last day (UTC) on which the rule decides. It ends accepting, not routing."""
    dns: bool = False
    """Whether each VPC may resolve the other's private hostnames. Accept rules only."""
    on_conflict: Literal["hold", "route_rest"] = "hold"
    """If a route that leads elsewhere is in the way: write none, or the rest. Accept rules only."""
    unroute: bool = False
    """Whether to take our routes away from a living connection too. Reject rules only."""
    multipath: bool = False
    """Whether multipath resilience, which is charged for, may be accepted. Accept rules only."""
    routes: Routes | None = None
    """Which routes each side gets. Accept rules only."""

    @model_validator(mode="after")
    def _fits_its_effect(self) -> "RuleEntry":
        misplaced = tuple(self._misplaced())
        if misplaced:
            raise PydanticCustomError("misplaced", "misplaced", {"misplaced": misplaced})
        return self

    def _misplaced(self) -> Iterator[tuple[str, str]]:
        accepting = self.effect == "accept"
        whose = self.requester and self.requester.accounts
        if accepting and not whose:
            expected = "accounts in it, because an accept rule says whose requests it accepts"
            yield "requester", expected
        if accepting and self.one_sided and not (self.accepter and self.accepter.accounts):
            yield "accepter", "accounts in it, because a one-sided rule says who is outside"
        alien = () if accepting else _ACCEPT_ONLY
        alien = alien if self.effect == "reject" else (*alien, "unroute")
        for name in alien:
            if name in self.model_fields_set:
                yield name, f"no {name} in a rule whose effect is {self.effect}"

    def rule(self) -> Rule:
        """As the core judges and plans by it."""
        anything = SideConditions()
        sides = {
            Side.REQUESTER: self.routes and self.routes.requester,
            Side.ACCEPTER: self.routes and self.routes.accepter,
        }
        return Rule(
            name=self.name,
            effect=Effect(self.effect),
            requester=(self.requester or anything).conditions(),
            accepter=(self.accepter or anything).conditions(),
            until=self.until,
            dns=self.dns,
            on_conflict=OnConflict(self.on_conflict),
            unroute=self.unroute,
            multipath=self.multipath,
            requested_by=None if self.requested_by is None else tuple(self.requested_by),
            one_sided=self.one_sided,
            routes={side: said.side_routes() for side, said in sides.items() if said},
        )


class ApprovalsFile(Entry):
    """Which VPC peerings are accepted, and which routes they get."""

    version: Annotated[int, Field(ge=1, le=1)]
    """The version of this file's shape: 1."""
    governs: OneOrMore[GovernedScopes]
    """The accounts and Regions whose peerings and routes may be touched."""
    routes_per_table: Annotated[int, Field(ge=1, le=1000)] = 500
    """The accounts' quota of static routes in a table, IPv4 and IPv6 counted apart."""
    rules: list[RuleEntry]
    """The rules. What no rule decides is held for a person."""

    def approvals(self, digest: str) -> Approvals:
        """As the core decides by them. *digest* tells this text of the file from others."""
        return Approvals(
            governed=frozenset(scope for entry in self.governs for scope in entry.scopes()),
            rules=tuple(entry.rule() for entry in self.rules),
            digest=digest,
            routes_per_table=self.routes_per_table,
        )
