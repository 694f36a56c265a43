"""Which hub a command asks, and as whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Which hub, and as whom: the options that every command has that asks a hub."""

    stack: str = "vpc-peering-autopilot"
    region: str | None = None
    profile: str | None = None
    member_role: str | None = None
