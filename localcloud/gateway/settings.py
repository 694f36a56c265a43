"""What the gateway is told by the process that starts it."""

import json
import os
from dataclasses import asdict, dataclass

from localcloud.organization import Organization

VARIABLE = "LOCAL_CLOUD_SETTINGS"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where EC2 is, and who is in the organization."""

    ec2_endpoint: str
    organization: Organization

    def to_environment(self) -> dict[str, str]:
        """The settings as an environment variable for the gateway."""
        return {VARIABLE: json.dumps(asdict(self))}


def from_environment() -> Settings:
    """The settings that the starting process left; raises KeyError if it left none."""
    told = json.loads(os.environ[VARIABLE])
    organization = told["organization"]
    return Settings(
        ec2_endpoint=str(told["ec2_endpoint"]),
        organization=Organization(
            str(organization["organization_id"]), tuple(map(str, organization["accounts"]))
        ),
    )
