"""AWS's ids, as they must be written to be believed."""

from typing import Annotated

from pydantic import Field

from peering.core.model import AccountId, ConnectionId, Region, VpcId

ACCOUNT = r"^[0-9]{12}$"
REGION = r"^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$"
PRINCIPAL = r"^arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:[!-~]{1,2000}$"

type AccountIdText = Annotated[AccountId, Field(pattern=ACCOUNT)]
type RegionText = Annotated[Region, Field(pattern=REGION)]
type ConnectionIdText = Annotated[ConnectionId, Field(pattern=r"^pcx-[0-9a-f]{8,17}$")]
type VpcIdText = Annotated[VpcId, Field(pattern=r"^vpc-[0-9a-f]{8,17}$")]
type PrincipalText = Annotated[str, Field(pattern=PRINCIPAL)]
