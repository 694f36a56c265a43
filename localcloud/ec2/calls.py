"""A call as it arrives: who, where, what, with which parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.ec2 import errors
from localcloud.ec2.scope import Scope

type Answer = object
"""What moto serializes: a mapping in the API's own spelling, or a result of moto's own."""


def result_of(answer: Answer) -> dict[str, Any]:
    """What moto answers, as a mapping in its own words."""
    return dict(getattr(answer, "result", {}))


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `onward` has moto answer it, with these or other parameters."""

    action: str
    scope: Scope
    params: Mapping[str, object]
    onward: Callable[[Mapping[str, object]], Answer]

    def text(self, name: str) -> str:
        """A parameter that must be there."""
        value = self.params.get(name)
        if not value:
            raise errors.missing(name[0].lower() + name[1:])
        return str(value)

    def optional(self, name: str) -> str | None:
        """A parameter that may be absent."""
        value = self.params.get(name)
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        """A number that may be absent."""
        value = self.optional(name)
        return None if value is None else int(value)

    def is_true(self, name: str) -> bool:
        """Whether a flag is set."""
        return str(self.params.get(name, "")).lower() == "true"

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty if absent."""
        return tuple(map(str, self._list(name)))

    def structure(self, name: str) -> Mapping[str, object] | None:
        """A structure that may be absent."""
        value = self.params.get(name)
        return value if isinstance(value, Mapping) else None

    def structures(self, name: str) -> tuple[Mapping[str, object], ...]:
        """A list of structures, empty if absent."""
        return tuple(one for one in self._list(name) if isinstance(one, Mapping))

    def filters(self) -> Mapping[str, tuple[str, ...]]:
        """The filters by name."""
        given = [f for f in self._list("Filters") if isinstance(f, Mapping)]
        return {str(f.get("Name")): tuple(map(str, f.get("Values") or ())) for f in given}

    def tags_for(self, resource_type: str) -> dict[str, str]:
        """The tags that a creating call asks for."""
        specifications = [s for s in self._list("TagSpecifications") if isinstance(s, Mapping)]
        return {
            str(tag["Key"]): str(tag.get("Value", ""))
            for specification in specifications
            if specification.get("ResourceType") == resource_type
            for tag in specification.get("Tags", ())
        }

    def _list(self, name: str) -> list[object]:
        value = self.params.get(name)
        return value if isinstance(value, list) else []
