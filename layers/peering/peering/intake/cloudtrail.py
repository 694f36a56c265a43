"""An EC2 call as CloudTrail records it, in either of the two encodings that EC2 uses.

Flat: `requestParameters.vpcPeeringConnectionId`. Wrapped:
`requestParameters.DeleteVpcPeeringConnectionRequest.VpcPeeringConnectionId`.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
Only ids, accounts and Regions are read: everything else is EC2's to tell.
"""

import re

from pydantic import ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from peering.core.model import AccountId, Scope
from peering.core.principals import Caller
from peering.intake.ids import PRINCIPAL, AccountIdText, ConnectionIdText, RegionText, VpcIdText
from peering.intake.malformed import MalformedError
from peering.intake.shape import Shape


class _Recorded(Shape):
    """A part of a record; names are matched as in both encodings."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _flatten(cls, found: object) -> object:
        if not isinstance(found, dict):
            return found
        if len(found) == 1:
            [(name, inside)] = found.items()
            if name.endswith(("Request", "Response")) and isinstance(inside, dict):
                found = inside
        return {name[:1].lower() + name[1:]: value for name, value in found.items()}


class _Issuer(_Recorded):
    arn: str | None = None


class _Session(_Recorded):
    session_issuer: _Issuer | None = None


class _Identity(_Recorded):
    arn: str | None = None
    session_context: _Session | None = None


class Call(_Recorded):
    """What every record of a call says, failed or not."""

    event_source: str
    event_name: str
    error_code: str | None = None
    event_id: str = Field(alias="eventID", min_length=1, max_length=100)
    user_identity: _Identity | None = None

    @property
    def role_name(self) -> str | None:
        """The name of the role whose session made the call; None for people and root."""
        session = self.user_identity and self.user_identity.session_context
        arn = session and session.session_issuer and session.session_issuer.arn
        return arn.rpartition("/")[2] if arn and ":role/" in arn else None

    def caller(self, account_id: AccountId) -> Caller | None:
        """Who made the call that *account_id* recorded; None where the record does not tell."""
        arn = self.user_identity and self.user_identity.arn
        return Caller(arn, account_id) if arn and re.fullmatch(PRINCIPAL, arn) else None


class _End(_Recorded):
    owner_id: AccountIdText | None = None
    region: RegionText | None = None


class _Connection(_Recorded):
    vpc_peering_connection_id: ConnectionIdText
    requester_vpc_info: _End | None = None
    accepter_vpc_info: _End | None = None


class _ConnectionParameters(_Recorded):
    vpc_peering_connection_id: ConnectionIdText | None = None
    peer_owner_id: AccountIdText | None = None
    peer_region: RegionText | None = None


class _ConnectionElements(_Recorded):
    vpc_peering_connection: _Connection | None = None


class ConnectionCall(_Recorded):
    """A call that names a connection."""

    request_parameters: _ConnectionParameters | None = None
    response_elements: _ConnectionElements | None = None

    @property
    def connection_id(self) -> ConnectionIdText:
        """The connection that was created or asked for. Raises MalformedError without one."""
        if self._answer is not None:
            return self._answer.vpc_peering_connection_id
        if self._asked.vpc_peering_connection_id is not None:
            return self._asked.vpc_peering_connection_id
        raise MalformedError(
            "$.detail: neither requestParameters nor responseElements names a connection: "
            "compare it with the samples in events/."
        )

    def created_in(self, own: Scope) -> tuple[Scope, ...]:
        """Where a new request will be visible: at the accepter, then where it was made."""
        accepter = (self._answer and self._answer.accepter_vpc_info) or _End()
        account = accepter.owner_id or self._asked.peer_owner_id or own.account_id
        region = accepter.region or self._asked.peer_region or own.region
        return Scope(account, region), own

    def ends(self, own: Scope) -> tuple[Scope, ...]:
        """Where an older connection is visible: at the ends that were named, then in *own*."""
        if self._answer is None:
            return (own,)
        ends = (self._answer.requester_vpc_info, self._answer.accepter_vpc_info)
        named = ((end.owner_id, end.region) for end in ends if end is not None)
        return (*(Scope(owner, region or own.region) for owner, region in named if owner), own)

    @property
    def _asked(self) -> _ConnectionParameters:
        return self.request_parameters or _ConnectionParameters()

    @property
    def _answer(self) -> _Connection | None:
        elements = self.response_elements
        return None if elements is None else elements.vpc_peering_connection


class _VpcNamed(_Recorded):
    vpc_id: VpcIdText | None = None


class CidrCall(_Recorded):
    """A call that changes a VPC's blocks. Disassociating names the VPC in the answer only."""

    request_parameters: _VpcNamed | None = None
    response_elements: _VpcNamed | None = None

    @property
    def vpc_id(self) -> VpcIdText:
        """The VPC whose blocks change. Raises MalformedError without one."""
        for part in (self.request_parameters, self.response_elements):
            if part is not None and part.vpc_id is not None:
                return part.vpc_id
        raise MalformedError(
            "$.detail: neither requestParameters nor responseElements names a VPC: "
            "compare it with the samples in events/."
        )
