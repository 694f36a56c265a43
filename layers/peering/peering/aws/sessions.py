"""EC2 clients for governed scopes, through the role that each account has for us."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError

from peering.aws.errors import message_of, passes, translated
from peering.aws.session import CONFIG, session
from peering.core.model import AccountId, Scope
from peering.errors import ScopeDeniedError
from peering.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import AssumeRoleRequestTypeDef, CredentialsTypeDef

_RENEW_BEFORE = timedelta(minutes=5)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_NOT_IN_A_NAME = re.compile(r"[^\w+=,.@-]", re.ASCII)
_LONGEST_NAME = 64

READ_ONLY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "ec2:DescribeVpcPeeringConnections",
                    "ec2:DescribeRouteTables",
                    "ec2:DescribeStaleSecurityGroups",
                    "ec2:DescribeVpcs",
                ],
                "Resource": "*",
            }
        ],
    }
)


@dataclass(frozen=True, slots=True)
class MemberRole:
    """The role that a function assumes in each governed account.

    `arn` holds `{account}` where the account id goes. `session_name` is what the members'
    CloudTrail shows of us; what STS does not take in a name becomes `-`. `session_policy`
    narrows what the role may do, for functions that only look.
    """

    arn: str
    external_id: str
    session_name: str
    session_policy: str | None = None

    def in_account(self, account_id: AccountId) -> str:
        """The role's ARN in that account."""
        return self.arn.replace("{account}", account_id)


@dataclass(frozen=True, slots=True)
class _Held:
    """Credentials of one account, and the clients that were built with them."""

    credentials: "CredentialsTypeDef"
    clients: "dict[Scope, EC2Client]"

    def last(self, now: datetime) -> bool:
        """Tell whether they can still be used."""
        return now < self.credentials["Expiration"] - _RENEW_BEFORE


class Ec2Clients:
    """One client a scope; one AssumeRole serves every Region of an account."""

    def __init__(self, role: MemberRole, clock: Clock, sts: "Callable[[], STSClient]") -> None:
        """Assume *role* when an account is first needed, and again before its session ends."""
        self._role = role
        self._clock = clock
        self._sts = sts
        self._held: dict[AccountId, _Held] = {}

    def __call__(self, scope: Scope) -> "EC2Client":
        """The client for *scope*. Raises ScopeDeniedError, TryLaterError."""
        held = self._held.get(scope.account_id)
        if held is None or not held.last(self._clock()):
            held = self._held[scope.account_id] = _Held(self._assume(scope), {})
        if scope not in held.clients:
            held.clients[scope] = self._client(scope, held.credentials)
        return held.clients[scope]

    def _assume(self, scope: Scope) -> "CredentialsTypeDef":
        arn = self._role.in_account(scope.account_id)
        request: AssumeRoleRequestTypeDef = {
            "RoleArn": arn,
            "RoleSessionName": _NOT_IN_A_NAME.sub("-", self._role.session_name)[:_LONGEST_NAME],
            "ExternalId": self._role.external_id,
        }
        if self._role.session_policy:
            request["Policy"] = self._role.session_policy
        with translated():
            try:
                return self._sts().assume_role(**request)["Credentials"]
            except ClientError as error:
                if passes(error):
                    raise
                raise ScopeDeniedError(scope, _advice(arn, message_of(error))) from error

    def _client(self, scope: Scope, credentials: "CredentialsTypeDef") -> "EC2Client":
        with translated():
            client = session().create_client(
                "ec2",
                region_name=scope.region,
                aws_access_key_id=credentials["AccessKeyId"],
                aws_secret_access_key=credentials["SecretAccessKey"],
                aws_session_token=credentials["SessionToken"],
                config=CONFIG,
            )
        return cast("EC2Client", client)


def _advice(arn: str, message: str) -> str:
    return (
        f"{arn} can't be assumed: check that member.yaml is deployed in that account's home Region "
        f"and that its HubAccountId, ExternalId and RolePrefix are the hub's ({message})"
    )
