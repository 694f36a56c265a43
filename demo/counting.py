"""How many EC2 and STS calls our roles made, counted by the local cloud as they arrive."""

from collections.abc import Iterable
from dataclasses import dataclass

from localcloud import Call


@dataclass(frozen=True, slots=True)
class Counted:
    """The calls of one story, against the budget."""

    reads: int
    writes: int
    sessions: int
    routes: int

    @property
    def total(self) -> int:
        """All EC2 and STS calls."""
        return self.reads + self.writes + self.sessions

    def as_json(self) -> dict[str, int]:
        """The figures by name."""
        return {
            "reads": self.reads,
            "writes": self.writes,
            "assume_role": self.sessions,
            "routes_written": self.routes,
            "total": self.total,
        }


def counted(calls: Iterable[Call]) -> Counted:
    """Count what the hub's functions did, in STS and through the members' roles."""
    ours = [call for call in calls if call.role and ":role/vpc-peering-" in call.role]
    ec2 = [call for call in ours if call.service == "ec2"]
    writes = sum(call.writes for call in ec2)
    return Counted(
        reads=len(ec2) - writes,
        writes=writes,
        sessions=sum(call.service == "sts" for call in ours),
        routes=sum(call.action in {"CreateRoute", "ReplaceRoute"} for call in ec2),
    )
