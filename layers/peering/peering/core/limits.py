"""An announcement that fits: EventBridge and SNS take 256 KiB, and a VPC may have more to tell."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from peering.core.announcements import Announcement
from peering.core.contents import LeftOut

# As JSON. SNS carries an announcement as JSON inside JSON, which doubles it at worst, and in words
# beside that: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
LONGEST = 96 * 1024
_LONGEST_SENTENCE = 1000

_LISTS = (
    "grounds",
    "reasons",
    "conflicts",
    "routes",
    "left_to_do",
    "adopted",
    "stale_groups",
    "findings",
    "tags",
    "waiting",
)


def fitting(announcement: Announcement) -> Announcement:
    """The announcement as it is, or, if it is too long, the beginning of each of its lists.

    What is left out is counted. Its digest is not the whole one's: whoever wants to know whether
    a state was announced asks the whole.
    """
    told = asdict(announcement)
    if _fits(told):
        return announcement
    lists = _lists(announcement)
    plain = {name: told[name] for name in lists}
    longest = max(map(len, lists.values()))
    kept = _most(longest, lambda count: _fits(told | _beginnings(plain, count)))
    return replace(announcement, **_beginnings(lists, kept))


def _beginnings(lists: Mapping[str, Sequence[object]], count: int) -> dict[str, Any]:
    left_out = tuple(
        LeftOut(what=name.replace("_", " "), count=len(entries) - count)
        for name, entries in lists.items()
        if len(entries) > count
    )
    kept = {name: tuple(map(_shortened, entries[:count])) for name, entries in lists.items()}
    return {"left_out": left_out, **kept}


def _lists(announcement: Announcement) -> dict[str, tuple[object, ...]]:
    return {name: getattr(announcement, name) for name in _LISTS if hasattr(announcement, name)}


def _shortened(entry: object) -> object:
    if isinstance(entry, str) and len(entry) > _LONGEST_SENTENCE:
        return entry[:_LONGEST_SENTENCE] + "…"
    return entry


def _most(most: int, fits: Callable[[int], bool]) -> int:
    """The greatest number up to *most* that fits, or 0."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(middle) else (least, middle - 1)
    return least


def _fits(told: Mapping[str, Any]) -> bool:
    return len(json.dumps(told, default=asdict)) <= LONGEST
