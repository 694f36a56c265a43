"""Filters of describe calls.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from localcloud.ec2 import errors

MOST_VALUES = 200

type Values = Iterable[str]


@dataclass(frozen=True, slots=True)
class Filters[T]:
    """What each filter's name reads from an item; `tags` reads its tags for tag: and tag-key."""

    readers: Mapping[str, Callable[[T], Values]]
    tags: Callable[[T], Mapping[str, str]]

    def apply(self, items: Iterable[T], wanted: Mapping[str, tuple[str, ...]]) -> list[T]:
        """The items that match every filter by any of its values.

        `*` and `?` match as in a shell, a backslash escapes them. Refuses names unheard of.
        """
        if sum(map(len, wanted.values())) > MOST_VALUES:
            raise errors.RefusedError(
                "FilterLimitExceeded",
                f"The maximum number of filter values specified on a single call is {MOST_VALUES}",
            )
        checks = [(self._reader(name), values) for name, values in wanted.items()]
        return [item for item in items if all(_matches(read(item), any_) for read, any_ in checks)]

    def _reader(self, name: str) -> Callable[[T], Values]:
        if name in self.readers:
            return self.readers[name]
        if name == "tag-key":
            return self.tags
        if name.startswith("tag:"):
            key = name.removeprefix("tag:")
            return lambda item: [value for k, value in self.tags(item).items() if k == key]
        raise errors.invalid(f"The filter '{name}' is invalid")


def _matches(values: Values, patterns: tuple[str, ...]) -> bool:
    return any(_pattern(pattern).fullmatch(value) for value in values for pattern in patterns)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = re.findall(r"\\.|.", text, re.DOTALL)
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(p) or re.escape(p[-1]) for p in parts), re.DOTALL)
