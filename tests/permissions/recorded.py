"""Everything that makes the functions call something, lived through, with every call kept."""

from datetime import UTC, datetime
from pathlib import Path

from tests.functions.calls_made import Call, noted
from tests.functions.deployed_hub import hub_in_process
from tests.functions.test_roles import APPROVALS, lived_through
from tests.permissions.of_ec2 import look_into


def recorded(folder: Path) -> dict[str, list[Call]]:
    """Every call of each function; *folder* is for the approvals that they read."""
    with hub_in_process(folder, APPROVALS) as hub, noted(look_into(hub.ec2)) as calls:
        hub.ec2.clock.set(datetime.now(UTC))
        return {name: calls.take() for name, _ in lived_through(hub, calls)}
