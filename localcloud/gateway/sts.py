"""Records what STS is asked; ministack answers."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl
from xml.etree.ElementTree import fromstring

from ministack.core.responses import get_region

from localcloud.calls import CallLog
from localcloud.gateway.callers import caller_of
from localcloud.gateway.ec2 import Response

type Handler = Callable[
    [str, str, Mapping[str, str], bytes, Mapping[str, list[str]]], Awaitable[Response]
]
REFUSED = 400


def recorded(handler: Handler, log: CallLog) -> Handler:
    """The handler, with every call to it in the log."""

    async def handle(
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query: Mapping[str, list[str]],
    ) -> Response:
        status, answered, answer = await handler(method, path, headers, body, query)
        asked = dict(parse_qsl(body.decode()))
        caller = caller_of(headers)
        log.add(
            at=datetime.now(UTC),
            service="sts",
            action=asked.get("Action", ""),
            account_id=caller.account_id,
            region=str(get_region()),
            principal=caller.arn,
            role=caller.role.arn if caller.role else None,
            resources=(asked["RoleArn"],) if "RoleArn" in asked else (),
            error=_code(answer) if status >= REFUSED else None,
            writes=False,
        )
        return status, answered, answer

    return handle


def _code(answer: bytes) -> str:
    return fromstring(answer).findtext(".//{*}Code") or "Unknown"  # noqa: S314 - ministack wrote it
