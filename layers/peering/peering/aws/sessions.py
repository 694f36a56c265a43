"""EC2 clients for governed scopes, through the role that each account has for us."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from peering.aws.errors import code_of, translated
from peering.core.model import AccountId, Scope
from peering.ports import Clock, ScopeDeniedError

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import AssumeRoleRequestTypeDef

# botocore's default retry mode differs between versions, so it is said. `total_max_attempts`
# counts every try; longer throttles are the queue's to absorb.
CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=3, read_timeout=10
)
_RENEW_BEFORE = timedelta(minutes=5)
_DENIED = frozenset({"accessdenied", "accessdeniedexception"})

READ_ONLY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "ec2:DescribeVpcPeeringConnections",
                    "ec2:DescribeRouteTables",
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

    `arn` holds `{account}` where the account id goes. `session_policy` narrows what the role
    may do, for functions that only look.
    """

    arn: str
    external_id: str
    session_name: str
    session_policy: str | None = None

    def in_account(self, account_id: AccountId) -> str:
        """The role's ARN in that account."""
        return self.arn.replace("{account}", account_id)


@dataclass(frozen=True, slots=True)
class _Session:
    session: boto3.Session
    expires_at: datetime


class Ec2Clients:
    """One client a scope; one AssumeRole serves every Region of an account."""

    def __init__(self, role: MemberRole, clock: Clock, sts: "Callable[[], STSClient]") -> None:
        """Assume *role* when an account is first needed, and again before its session ends."""
        self._role = role
        self._clock = clock
        self._sts = sts
        self._sessions: dict[AccountId, _Session] = {}
        self._clients: dict[Scope, EC2Client] = {}

    def __call__(self, scope: Scope) -> "EC2Client":
        """The client for *scope*. Raises ScopeDeniedError, TryLaterError."""
        held = self._sessions.get(scope.account_id)
        if held is None or self._clock() >= held.expires_at - _RENEW_BEFORE:
            held = self._sessions[scope.account_id] = self._assume(scope)
            for known in [known for known in self._clients if known.account_id == scope.account_id]:
                del self._clients[known]
        if scope not in self._clients:
            self._clients[scope] = held.session.client(
                "ec2", region_name=scope.region, config=CONFIG
            )
        return self._clients[scope]

    def _assume(self, scope: Scope) -> _Session:
        arn = self._role.in_account(scope.account_id)
        request: AssumeRoleRequestTypeDef = {
            "RoleArn": arn,
            "RoleSessionName": self._role.session_name,
            "ExternalId": self._role.external_id,
        }
        if self._role.session_policy:
            request["Policy"] = self._role.session_policy
        with translated():
            try:
                issued = self._sts().assume_role(**request)["Credentials"]
            except ClientError as error:
                if code_of(error) in _DENIED:
                    raise ScopeDeniedError(scope, _advice(arn)) from error
                raise
        session = boto3.Session(
            aws_access_key_id=issued["AccessKeyId"],
            aws_secret_access_key=issued["SecretAccessKey"],
            aws_session_token=issued["SessionToken"],
        )
        return _Session(session, issued["Expiration"])


def _advice(arn: str) -> str:
    return (
        f"{arn} can't be assumed: check that member.yaml is deployed in that account's home Region "
        "and that its HubAccountId, ExternalId and RolePrefix are the hub's"
    )
