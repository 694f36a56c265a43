"""Mistakes in the approvals file: each with its place, what was expected and what was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file; lines and columns count from 1, as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake. `path` is the field, such as rules[1].accepter.cidrs[0]; empty for the file."""

    place: Place
    path: str
    expected: str
    found: str

    def __str__(self) -> str:
        """The mistake in one line, after the name of the file."""
        at = f"{self.place.line}:{self.place.column}"
        where = f"{at} {self.path}" if self.path else at
        return f"{where}: expected {self.expected}, found {self.found}"


class ApprovalsError(ValueError):
    """The approvals file can't be understood: nothing may be decided from it.

    Its text has one line for each of the `findings`, of which there is at least one.
    """

    def __init__(self, file: str, findings: tuple[Finding, ...]) -> None:
        """Keep the findings in the order of the file."""
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(f"{file}:{finding}" for finding in self.findings))


type Step = str | int


def path_of(steps: tuple[Step, ...]) -> str:
    """Write the way to a field as people do, on one line: rules[1].accepter.cidrs[0]."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{_shown(step)}" for step in steps)
    return text.removeprefix(".")


def _shown(key: str) -> str:
    return key if key.isprintable() else ascii(key)
