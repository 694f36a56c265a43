"""Who takes part: four accounts (one of them a stranger) and two Regions."""

from dataclasses import dataclass

HUB = "123456789012"
DATA = "111122223333"
SHARED = "444455556666"
STRANGER = "777788889999"
TAGGED = "222233334444"  # the hub may enter it, but governs nothing there: for the tests of guards
GOVERNED = (HUB, DATA, SHARED)

EAST = "us-east-1"
WEST = "eu-west-1"
REGIONS = (EAST, WEST)

NAMES = {HUB: "hub", DATA: "data platform", SHARED: "shared services", STRANGER: "stranger"}


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC of the demo, with its route tables."""

    account: str
    region: str
    id: str
    cidrs: tuple[str, ...]
    tables: tuple[str, ...]
