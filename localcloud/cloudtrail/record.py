"""One EC2 call as the CloudTrail record that AWS keeps of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from localcloud.cloudtrail.caller import Caller, Json, user_identity
from localcloud.cloudtrail.elements import response_elements
from localcloud.cloudtrail.parameters import request_parameters

READ = re.compile("(Describe|Get|List|Search)[A-Z]")


def reads(action: str) -> bool:
    """Whether an action only reads; EventBridge gets no event for those."""
    return READ.match(action) is not None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that EC2 answered, its code as EC2 spells it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Ec2Call:
    """An EC2 call with its outcome: the root of the XML that answered it, or a refusal."""

    action: str
    query: Mapping[str, str]
    caller: Caller
    region: str
    at: datetime
    user_agent: str
    request_id: str
    event_id: str
    outcome: Element | Refusal

    @property
    def reads(self) -> bool:
        """Whether the call only read."""
        return reads(self.action)


def cloudtrail_record(call: Ec2Call) -> dict[str, Json]:
    """The record, as it stands in the `detail` of an event.

    Failures carry `Client.` or `Server.` before EC2's code, and no response elements.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    return {
        "eventVersion": "1.11",
        "userIdentity": user_identity(call.caller),
        "eventTime": call.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "ec2.amazonaws.com",
        "eventName": call.action,
        "awsRegion": call.region,
        "sourceIPAddress": "127.0.0.1",
        "userAgent": call.user_agent,
        **_error(call.outcome),
        "requestParameters": request_parameters(call.action, call.query),
        "responseElements": _elements(call),
        "requestID": call.request_id,
        "eventID": call.event_id,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": call.caller.account_id,
        "eventCategory": "Management",
    }


SERVER_ERRORS = frozenset({"InternalError", "InternalFailure", "Unavailable", "ServiceUnavailable"})


def _error(outcome: Element | Refusal) -> dict[str, Json]:
    if not isinstance(outcome, Refusal):
        return {}
    side = "Server" if outcome.code in SERVER_ERRORS else "Client"
    return {"errorCode": f"{side}.{outcome.code}", "errorMessage": outcome.message}


def _elements(call: Ec2Call) -> Json:
    if isinstance(call.outcome, Refusal):
        return None
    return response_elements(call.action, call.outcome)
