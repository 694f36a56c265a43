"""What somebody asks AWS for, as IAM sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

type Value = str | tuple[str, ...]

ORGANIZATION = "o-exampleorg1"


@dataclass(frozen=True, slots=True)
class Ask:
    """One action on one resource: `who` is a role's ARN or a service's name.

    `keys` are the condition keys that AWS gives beyond those of every request, `session_policy`
    what the session was narrowed to when the role was assumed.
    """

    who: str
    action: str
    on: str
    keys: tuple[tuple[str, Value], ...] = ()
    session_policy: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """The whole of it in a line."""
        under = ", ".join(f"{key}={value}" for key, value in self.keys)
        return f"{self.who} {self.action} on {self.on}" + (f" under {under}" if under else "")


# What has to be refused, in words and as it is asked.
type Told = Iterator[tuple[str, Ask]]


def keys(said: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    """Condition keys in the one order that makes equal asks equal."""
    return tuple(sorted(said.items()))
