"""Security groups that a connection leaves behind with rules that name nobody any more."""

from dataclasses import dataclass

from peering.core.model import ConnectionId, Scope, VpcId


@dataclass(frozen=True, slots=True)
class StaleRule:
    """A rule that names a group across a peering which is gone, or a group which is.

    `connection_id` is empty where EC2 does not tell which peering it was.
    """

    direction: str  # inbound or outbound
    protocol: str  # tcp, udp, icmp, or a number; -1 is all
    ports: str  # "443", "8000-8080", or "all"
    peer_group: str
    peer_account: str
    connection_id: ConnectionId | None = None

    def __str__(self) -> str:
        """The rule as people speak of it."""
        protocol = "all protocols" if self.protocol == "-1" else f"{self.protocol} {self.ports}"
        word = "from" if self.direction == "inbound" else "to"
        owner = f" of {self.peer_account}" if self.peer_account else ""
        return f"{self.direction} {protocol} {word} {self.peer_group}{owner}"


@dataclass(frozen=True, slots=True)
class StaleGroup:
    """A security group of one of our VPCs, with its stale rules."""

    scope: Scope
    vpc_id: VpcId
    id: str
    name: str
    rules: tuple[StaleRule, ...]

    def left_by(self, connection_id: ConnectionId) -> "StaleGroup | None":
        """The group with the rules that this connection may have left; None without one."""
        rules = tuple(r for r in self.rules if r.connection_id in {None, connection_id})
        if not rules:
            return None
        return StaleGroup(self.scope, self.vpc_id, self.id, self.name, rules)
