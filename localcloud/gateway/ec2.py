"""EC2 at ministack's endpoint: authorized here, answered by the EC2 of this project."""

import asyncio
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, fromstring

from ministack.core.responses import get_region

from localcloud.calls import CallLog
from localcloud.cloudtrail.caller import Caller
from localcloud.cloudtrail.record import Ec2Call, Refusal, reads
from localcloud.gateway.authorization import Authorization
from localcloud.gateway.backend import Ec2Backend, refusal
from localcloud.gateway.callers import caller_of
from localcloud.gateway.trail import Trail

type Response = tuple[int, dict[str, str], bytes]
RESOURCE = re.compile(r"\b(?:pcx|rtb|vpc|subnet|vpc-cidr-assoc)-[0-9a-f]+\b")
UNAUTHORIZED = 403


class Ec2:
    """Handles EC2 requests as ministack's services do, and records every one."""

    def __init__(
        self, backend: Ec2Backend, authorization: Authorization | None, trail: Trail, log: CallLog
    ) -> None:
        self._backend = backend
        self._authorization = authorization
        self._trail = trail
        self._log = log

    async def __call__(
        self,
        _method: str,
        _path: str,
        headers: Mapping[str, str],
        body: bytes,
        _query: Mapping[str, list[str]],
    ) -> Response:
        """Answer one request, log it, and announce it if it was meant to change anything."""
        query = dict(parse_qsl(body.decode(), keep_blank_values=True))
        caller, region = caller_of(headers), str(get_region())
        status, answer = await asyncio.to_thread(self._answer, caller, region, query, headers, body)
        self._record(_call(query, caller, region, headers, answer))
        return status, {"Content-Type": "text/xml;charset=UTF-8"}, answer

    def _answer(
        self,
        caller: Caller,
        region: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
    ) -> tuple[int, bytes]:
        if self._authorization is not None:
            refused = self._authorization.refuses(caller, region, query, headers)
            if refused is not None:
                return UNAUTHORIZED, refusal(refused.code, refused.message)
        return self._backend.answer(caller.account_id, headers, body)

    def _record(self, call: Ec2Call) -> None:
        refused = call.outcome if isinstance(call.outcome, Refusal) else None
        created = "" if isinstance(call.outcome, Refusal) else " ".join(call.outcome.itertext())
        named = " ".join(call.query.values())
        self._log.add(
            at=call.at,
            service="ec2",
            action=call.action,
            account_id=call.caller.account_id,
            region=call.region,
            principal=call.caller.arn,
            role=call.caller.role.arn if call.caller.role else None,
            resources=_resources(named if call.reads else f"{named} {created}"),
            error=refused.code if refused else None,
            writes=not reads(call.action),
        )
        self._trail.write(call)


def _resources(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(RESOURCE.findall(text)))


def _call(
    query: Mapping[str, str],
    caller: Caller,
    region: str,
    headers: Mapping[str, str],
    answer: bytes,
) -> Ec2Call:
    root = fromstring(answer)  # noqa: S314 - written by our own EC2
    request_id = root.findtext("{*}requestId") or root.findtext("{*}RequestID")
    return Ec2Call(
        action=query.get("Action", ""),
        query=query,
        caller=caller,
        region=region,
        at=datetime.now(UTC),
        user_agent=headers.get("user-agent", ""),
        request_id=request_id or str(uuid.uuid4()),
        event_id=str(uuid.uuid4()),
        outcome=_outcome(root),
    )


def _outcome(root: Element) -> Element | Refusal:
    error = root.find(".//{*}Errors/{*}Error")
    if error is None:
        return root
    return Refusal(error.findtext("{*}Code") or "", error.findtext("{*}Message") or "")
