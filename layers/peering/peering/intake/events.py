"""From the body of one queue message to a reason to look, or to a refusal.

An event only names a connection or a VPC; it never says what to do. So ids, accounts and Regions
are all that is taken from it.
"""

from dataclasses import dataclass

from peering.core.announcements import PeeringsAdopted
from peering.core.announcing import SOURCE
from peering.core.model import Scope
from peering.core.work import Mention, Survey
from peering.intake.cloudtrail import Call, CidrCall, ConnectionCall
from peering.intake.envelope import AnnouncedIds, ConfigChange, ConfigConnection, Envelope
from peering.intake.malformed import MalformedError, parse, quoted, validated
from peering.intake.work import MentionMessage, SurveyMessage

__all__ = ["Ignored", "MalformedError", "mention_in", "survey_in"]

_CREATE = "CreateVpcPeeringConnection"
_CONNECTION_CALLS = frozenset(
    {
        _CREATE,
        "AcceptVpcPeeringConnection",
        "RejectVpcPeeringConnection",
        "DeleteVpcPeeringConnection",
    }
)
_CIDR_CALLS = frozenset({"AssociateVpcCidrBlock", "DisassociateVpcCidrBlock"})


@dataclass(frozen=True, slots=True)
class Ignored:
    """Well-formed, but no business of ours, and why."""

    reason: str


def mention_in(body: str, own_roles: frozenset[str]) -> Mention | Ignored:
    """Read which connection a message names, and where to look for it.

    *own_roles* are the names of the roles that this program assumes: what they did is ignored.
    Raises MalformedError, and nothing else.
    """
    message = parse(body)
    if "kind" in message:
        work = _work(message)
        return work if isinstance(work, Mention) else Ignored("a survey names no connection")
    envelope = validated(Envelope, message)
    match envelope.source, envelope.detail_type:
        case "aws.ec2", "AWS API Call via CloudTrail":
            return _called(envelope, own_roles)
        case "aws.config", "Config Configuration Item Change":
            return _configured(envelope)
        case source, said if source == SOURCE and said.startswith("Peering"):
            return _announced(envelope)
        case source, said:
            return Ignored(f"nothing is done about {quoted(said)} from {quoted(source)}")


def survey_in(body: str) -> Survey | Ignored:
    """Read which scope, or which VPC in it, a message asks to look over.

    Raises MalformedError, and nothing else.
    """
    message = parse(body)
    if "kind" in message:
        work = _work(message)
        return work if isinstance(work, Survey) else Ignored("a mention names no scope to survey")
    envelope = validated(Envelope, message)
    if (envelope.source, envelope.detail_type) != ("aws.ec2", "AWS API Call via CloudTrail"):
        said, source = quoted(envelope.detail_type), quoted(envelope.source)
        return Ignored(f"nothing is surveyed for {said} from {source}")
    call = validated(Call, envelope.detail, "$.detail")
    if idle := _idle(call, _CIDR_CALLS):
        return idle
    record = validated(CidrCall, envelope.detail, "$.detail")
    return Survey(envelope.scope, record.vpc_id, correlation_id=call.event_id)


def _work(message: dict[str, object]) -> Mention | Survey:
    match message["kind"]:
        case "mention":
            return validated(MentionMessage, message).mention
        case "survey":
            return validated(SurveyMessage, message).survey
        case other:
            raise MalformedError(
                f"$.kind: expected mention or survey, found {quoted(other)}: "
                "find out what put the message on the queue."
            )


def _called(envelope: Envelope, own_roles: frozenset[str]) -> Mention | Ignored:
    call = validated(Call, envelope.detail, "$.detail")
    if idle := _idle(call, _CONNECTION_CALLS):
        return idle
    if call.role_name in own_roles:
        return Ignored(f"our own role {call.role_name} did it")
    record = validated(ConnectionCall, envelope.detail, "$.detail")
    created = call.event_name == _CREATE
    scopes = record.created_in(envelope.scope) if created else record.ends(envelope.scope)
    return Mention(
        record.connection_id,
        _distinct(scopes),
        correlation_id=call.event_id,
        requested_by=call.caller(envelope.account) if created else None,
    )


def _idle(call: Call, acted_on: frozenset[str]) -> Ignored | None:
    if call.event_source != "ec2.amazonaws.com" or call.event_name not in acted_on:
        said, source = quoted(call.event_name), quoted(call.event_source)
        return Ignored(f"nothing is done about {said} from {source}")
    if call.error_code is not None:
        return Ignored(f"the call failed with {quoted(call.error_code)}")
    return None


def _configured(envelope: Envelope) -> Mention | Ignored:
    item = validated(ConfigChange, envelope.detail, "$.detail").item
    if item.resource_type != "AWS::EC2::VPCPeeringConnection":
        return Ignored(f"nothing is done about a {quoted(item.resource_type)}")
    where = "$.detail.configurationItem"
    named = validated(ConfigConnection, {"connection_id": item.resource_id}, where)
    return Mention(named.connection_id, (envelope.scope,), correlation_id=envelope.id)


def _announced(envelope: Envelope) -> Mention | Ignored:
    if envelope.detail_type == PeeringsAdopted.type:
        return Ignored("a summary of adopted connections asks for nothing")
    announced = validated(AnnouncedIds, envelope.detail, "$.detail")
    return Mention(
        announced.connection.id,
        _distinct(announced.scopes),
        correlation_id=announced.correlation_id or envelope.id,
    )


def _distinct(scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
    return tuple(dict.fromkeys(scopes))
