"""Who made a call, and how CloudTrail writes that down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class Role:
    """The role behind an assumed-role session."""

    arn: str
    role_id: str

    @property
    def name(self) -> str:
        """The last part of the ARN, which is how IAM tells roles apart."""
        return self.arn.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Caller:
    """A principal that signed a request; `role` and `issued_at` only for assumed roles."""

    kind: Literal["Root", "IAMUser", "AssumedRole"]
    account_id: str
    access_key_id: str
    arn: str
    principal_id: str
    role: Role | None = None
    issued_at: datetime | None = None

    @property
    def principal_arn(self) -> str:
        """The ARN that policies see as aws:PrincipalArn: of a session, its role's."""
        return self.role.arn if self.role else self.arn


def user_identity(caller: Caller) -> dict[str, Json]:
    """`userIdentity` of a CloudTrail record.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """
    identity: dict[str, Json] = {
        "type": caller.kind,
        "principalId": caller.principal_id,
        "arn": caller.arn,
        "accountId": caller.account_id,
        "accessKeyId": caller.access_key_id,
    }
    if caller.kind == "IAMUser":
        identity["userName"] = caller.arn.rsplit("/", 1)[-1]
    if caller.role is not None:
        identity["sessionContext"] = _session_context(caller, caller.role)
    return identity


def _session_context(caller: Caller, role: Role) -> dict[str, Json]:
    attributes: dict[str, Json] = {"mfaAuthenticated": "false"}
    if caller.issued_at is not None:
        attributes["creationDate"] = caller.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "sessionIssuer": {
            "type": "Role",
            "principalId": role.role_id,
            "arn": role.arn,
            "accountId": caller.account_id,
            "userName": role.name,
        },
        "webIdFederationData": {},
        "attributes": attributes,
    }
