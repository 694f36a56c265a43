"""When one rule's conditions take in all of another's, or some of it."""

from fnmatch import fnmatchcase

from peering.core.approvals import Conditions, Effect, Rule
from peering.core.blocks import Cidr, contains
from peering.core.model import Side

type _Words = tuple[str, ...] | None


def covers(outer: Rule, inner: Rule) -> bool:
    """Tell whether *outer* surely fits whatever *inner* fits, for as long as *inner* decides."""
    lasts = outer.until is None or (inner.until is not None and outer.until >= inner.until)
    by = _globs_cover(outer.requested_by, inner.requested_by)
    alike = outer.effect is not Effect.ACCEPT or outer.one_sided == inner.one_sided
    return (
        lasts
        and by
        and alike
        and all(_covers(outer.conditions(s), inner.conditions(s)) for s in Side)
    )


def touching_blocks(one: Rule, other: Rule, side: Side) -> tuple[Cidr, Cidr] | None:
    """Find two blocks, one of each rule, that overlap on that side; the first such pair."""
    for ours in one.conditions(side).cidrs or ():
        for theirs in other.conditions(side).cidrs or ():
            if overlap(ours, theirs):
                return ours, theirs
    return None


def overlap(one: Cidr, other: Cidr) -> bool:
    """Tell whether two blocks share an address."""
    return contains(one, other) or contains(other, one)


def may_meet(one: Rule, other: Rule) -> bool:
    """Tell whether some connection could fit both rules, as far as their texts show."""
    return all(_may_meet(one.conditions(side), other.conditions(side)) for side in Side)


def _covers(outer: Conditions, inner: Conditions) -> bool:
    return (
        _words_cover(outer.accounts, inner.accounts)
        and _words_cover(outer.regions, inner.regions)
        and _globs_cover(outer.vpcs, inner.vpcs)
        and _blocks_cover(outer.cidrs, inner.cidrs)
        and outer.tags.items() <= inner.tags.items()
    )


def _words_cover(outer: _Words, inner: _Words) -> bool:
    return outer is None or (inner is not None and set(inner) <= set(outer))


def _globs_cover(outer: _Words, inner: _Words) -> bool:
    # `*` is the only wildcard, so a pattern that matches another as text matches all it matches.
    if outer is None:
        return True
    return inner is not None and all(any(fnmatchcase(i, o) for o in outer) for i in inner)


def _blocks_cover(outer: tuple[Cidr, ...] | None, inner: tuple[Cidr, ...] | None) -> bool:
    if outer is None:
        return True
    return inner is not None and all(any(contains(o, i) for o in outer) for i in inner)


def _may_meet(one: Conditions, other: Conditions) -> bool:
    return (
        _words_meet(one.accounts, other.accounts)
        and _words_meet(one.regions, other.regions)
        and all(other.tags.get(key, value) == value for key, value in one.tags.items())
    )


def _words_meet(one: _Words, other: _Words) -> bool:
    return one is None or other is None or bool(set(one) & set(other))
