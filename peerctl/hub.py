"""The way to a deployed hub, for whatever only looks; `decider` is the way for decisions.

The operator's own credentials read the stack, the survey function's settings and the ledger. EC2
is looked at through the members' operator roles, which the hub's operator role may assume.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from peerctl.address import Address
from peerctl.answers import answered
from peerctl.errors import Exit, PeerctlError
from peerctl.observation import now
from peerctl.records import Records
from peerctl.stack import outputs_of, session_at
from peering.aws.decisions import DynamoDecisions
from peering.aws.ledger import DynamoLedger
from peering.aws.network import Ec2Network
from peering.aws.session import CONFIG
from peering.aws.sessions import READ_ONLY, Ec2Clients, MemberRole
from peering.core.announcing import Mode

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sts import STSClient


class Hub:
    """A deployed hub."""

    def __init__(self, address: Address) -> None:
        """Find the stack and the settings of its functions. Raises PeerctlError."""
        if address.member_role and "{account}" not in address.member_role:
            sentence = "--member-role lacks {account}: write arn:aws:iam::{account}:role/NAME."
            raise PeerctlError(Exit.USAGE, sentence)
        self._address = address
        with answered():
            self._session = session_at(address)
            self._caller = self._sts.get_caller_identity()["Arn"]
            self.outputs = outputs_of(address.stack, self._session)
        self._settings = self._survey()
        self.mode: Mode = "observe" if self._setting("PEERING_MODE") == "observe" else "apply"
        self._ledger = DynamoLedger(self.dynamodb, self._setting("PEERING_LEDGER_TABLE"), self.mode)

    @cached_property
    def network(self) -> Ec2Network:
        """EC2 in every governed scope, to be looked at only."""
        role = MemberRole(
            arn=self._address.member_role or self._output("MemberOperatorRole"),
            external_id=self._setting("PEERING_EXTERNAL_ID"),
            session_name=self._session_name,
            session_policy=READ_ONLY,
        )
        sts = self._sts if self._address.member_role else self._sts_as_operator()
        return Ec2Network(Ec2Clients(role, now, lambda: sts))

    @cached_property
    def records(self) -> Records:
        """What the hub has written down, to be read only."""
        decisions = DynamoDecisions(
            self.dynamodb, self._setting("PEERING_DECISIONS_TABLE"), self.mode
        )
        return Records(self._ledger, decisions, self.mode)

    def dynamodb(self) -> "DynamoDBClient":
        """The ledger's client, as the operator."""
        return self._session.client("dynamodb", config=CONFIG)

    @cached_property
    def _sts(self) -> "STSClient":
        return self._session.client("sts", config=CONFIG)

    @property
    def _session_name(self) -> str:
        return "peerctl-" + self._caller.rpartition("/")[2].rpartition(":")[2]

    def _survey(self) -> Mapping[str, str]:
        """The settings that survey looks with."""
        if "SurveyFunction" not in self.outputs:
            raise self._not_deployed()
        with answered():
            found = self._session.client("lambda", config=CONFIG).get_function_configuration(
                FunctionName=self.outputs["SurveyFunction"]
            )
        return found.get("Environment", {}).get("Variables", {})

    def _setting(self, name: str) -> str:
        if name not in self._settings:
            raise self._not_deployed()
        return self._settings[name]

    def _output(self, name: str) -> str:
        if name not in self.outputs:
            sentence = (
                f"The stack {self._address.stack} has no output {name}: deploy it with Operators, "
                "or give a role of your own in each governed account with --member-role."
            )
            raise PeerctlError(Exit.ROLE, sentence)
        return self.outputs[name]

    def _sts_as_operator(self) -> "STSClient":
        role = self._output("OperatorRoleArn")
        if f":assumed-role/{role.rpartition('/')[2]}/" in self._caller:
            return self._sts
        try:
            with answered():
                held = self._sts.assume_role(RoleArn=role, RoleSessionName=self._session_name[:64])[
                    "Credentials"
                ]
        except PeerctlError as error:
            sentence = (
                f"{role} can't be assumed: name yourself among the stack's Operators, "
                f"or give a role of your own with --member-role ({error})"
            )
            raise PeerctlError(Exit.ROLE, sentence) from error
        return boto3.Session(
            held["AccessKeyId"],
            held["SecretAccessKey"],
            held["SessionToken"],
            region_name=self._session.region_name,
        ).client("sts", config=CONFIG)

    def _not_deployed(self) -> PeerctlError:
        sentence = (
            f"There is no hub in the stack {self._address.stack} ({self._session.region_name}) "
            f"as {self._caller}: name its stack with --hub and its Region with --region."
        )
        return PeerctlError(Exit.HUB, sentence)
