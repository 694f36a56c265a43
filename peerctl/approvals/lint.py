"""What is legal in an approvals file and yet surely not meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from peerctl.approvals.coverage import covers, may_meet, overlap, touching_blocks
from peering.core.approvals import Approvals, Conditions, Effect, Rule
from peering.core.blocks import contains
from peering.core.model import AccountId, Region, Scope, Side
from peering.core.routes import wanted_destinations
from peering.intake.findings import Step

_STRICTER = {Effect.REJECT: 0, Effect.HOLD: 1, Effect.ACCEPT: 2}
_SOON = timedelta(days=30)


type Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """One doubt: where in the file, its kind, which scripts may look for, and a sentence."""

    path: Path
    kind: str
    sentence: str


def doubtful_rules(approvals: Approvals, today: date) -> Iterator[Remark]:
    """Everything that is doubtful about the rules, in the order of the file."""
    for index, rule in enumerate(approvals.rules):
        said = (
            *(("expired", s) for s in _about_its_end(rule, today)),
            *(("shadowed", s) for s in _shadowed(rule, index, approvals, today)),
            *(("unreachable", s) for s in _unreachable(rule, approvals)),
            *(("overlap", s) for s in _about_its_blocks(rule)),
            *(("overlap", s) for s in _against_others(rule, index, approvals)),
        )
        yield from (Remark(("rules", index), kind, sentence) for kind, sentence in said)


def _about_its_end(rule: Rule, today: date) -> Iterator[str]:
    if rule.until is None:
        return
    if rule.until < today:
        yield (
            f"rule '{rule.name}' ended on {rule.until}: it decides nothing any more; "
            "routes that it made stay as they are, but are no longer kept up"
        )
    elif rule.until - today <= _SOON:
        yield f"rule '{rule.name}' ends on {rule.until}, in {(rule.until - today).days} days"


def _shadowed(rule: Rule, index: int, approvals: Approvals, today: date) -> Iterator[str]:
    for position, other in enumerate(approvals.rules):
        if other is rule or (other.until is not None and other.until < today):
            continue
        ours = (_STRICTER[rule.effect], index)
        if (_STRICTER[other.effect], position) < ours and covers(other, rule):
            why = "comes first" if other.effect is rule.effect else f"says {other.effect}"
            yield (
                f"rule '{rule.name}' never decides: "
                f"rule '{other.name}', which {why}, fits whatever it fits"
            )
            return


def _unreachable(rule: Rule, approvals: Approvals) -> Iterator[str]:
    governed = {side: _may_be_governed(rule.conditions(side), approvals) for side in Side}
    if not any(governed.values()):
        yield f"rule '{rule.name}' never fits: neither of its sides is governed"
        return
    if rule.requested_by and not governed[Side.REQUESTER]:
        yield (
            f"rule '{rule.name}' never fits: who made a request is known in governed accounts "
            "only, and none of the requester's is governed"
        )
    yield from _about_the_outside(rule, governed, approvals)
    for side in Side:
        if rule.conditions(side).tags and not governed[side]:
            yield (
                f"rule '{rule.name}' never fits: the {side}'s tags can be read in governed "
                "accounts and Regions only, and none of its own is governed"
            )
    for side in Side:
        blocks = rule.conditions(side.other).cidrs
        if blocks and rule.effect is Effect.ACCEPT:
            choice = rule.side_routes(side)
            if not wanted_destinations(blocks, choice):
                yield (
                    f"rule '{rule.name}' accepts nothing: its routes leave the {side} none of the "
                    f"{side.other}'s blocks, so a guard holds every request"
                )


def _about_the_outside(
    rule: Rule, governed: Mapping[Side, bool], approvals: Approvals
) -> Iterator[str]:
    if rule.effect is not Effect.ACCEPT:
        return
    outside = [side for side in Side if not governed[side]]
    if outside and not rule.one_sided:
        yield (
            f"rule '{rule.name}' never fits: none of the {outside[0]}'s accounts is governed, "
            "and the rule does not say one_sided: true"
        )
    if rule.one_sided and all(_is_governed(rule.conditions(s), approvals) for s in Side):
        yield (
            f"rule '{rule.name}' never fits: it says one_sided: true, "
            "and all the accounts that it names are governed"
        )


def _is_governed(wanted: Conditions, approvals: Approvals) -> bool:
    """Tell whether nothing that is not governed can fit."""
    if not wanted.accounts or not wanted.regions:
        return False
    places = (Scope(AccountId(a), Region(r)) for a in wanted.accounts for r in wanted.regions)
    return all(map(approvals.governs, places))


def _may_be_governed(wanted: Conditions, approvals: Approvals) -> bool:
    if wanted.accounts is None and wanted.regions is None:
        return bool(approvals.governed)
    return any(_admits(wanted, scope) for scope in approvals.governed)


def _admits(wanted: Conditions, scope: Scope) -> bool:
    account: AccountId = scope.account_id
    region: Region = scope.region
    return (wanted.accounts is None or account in wanted.accounts) and (
        wanted.regions is None or region in wanted.regions
    )


def _about_its_blocks(rule: Rule) -> Iterator[str]:
    for side in Side:
        for one, other in combinations(rule.conditions(side).cidrs or (), 2):
            if overlap(one, other):
                outer, inner = (one, other) if contains(one, other) else (other, one)
                yield f"rule '{rule.name}': {side}.cidrs has {inner}, which lies inside its {outer}"
    if rule.effect is Effect.ACCEPT:
        for ours in rule.requester.cidrs or ():
            for theirs in rule.accepter.cidrs or ():
                if overlap(ours, theirs):
                    yield (
                        f"rule '{rule.name}': the requester's {ours} and the accepter's {theirs} "
                        "overlap; requests between VPCs that do are never accepted"
                    )


def _against_others(rule: Rule, index: int, approvals: Approvals) -> Iterator[str]:
    for position, other in enumerate(approvals.rules):
        if other.effect is not Effect.ACCEPT or not may_meet(rule, other):
            continue
        for side in Side:
            touching = touching_blocks(rule, other, side)
            if touching is None:
                continue
            ours, theirs = touching
            if rule.effect is not Effect.ACCEPT:
                yield (
                    f"rule '{rule.name}' says {rule.effect} only if all of a {side}'s blocks lie "
                    f"inside {ours}: one with another block in {theirs} slips past it to "
                    f"'{other.name}'"
                )
            elif position < index and not covers(other, rule):
                yield (
                    f"rule '{rule.name}' shares addresses with '{other.name}' above it "
                    f"({side}.cidrs {ours} and {theirs}): in both, '{other.name}' decides"
                )
