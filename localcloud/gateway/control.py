"""What the local cloud answers under /local-cloud/ beside AWS's APIs."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from localcloud.calls import CallLog
from localcloud.cloudtrail.caller import Json
from localcloud.gateway.functions import execution_credentials
from localcloud.gateway.trail import Delivery, Trail

type Message = MutableMapping[str, Any]  # ASGI's messages are untyped
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Asgi = Callable[[Message, Receive, Send], Awaitable[None]]
PREFIX = "/local-cloud/"


class Control:
    """An ASGI application before ministack's: ours under the prefix, ministack's elsewhere.

    GET /local-cloud/health
    GET /local-cloud/calls?since=N: calls recorded after number N
    GET /local-cloud/credentials?function=ARN&role=ARN: those that Lambda gives the function
    GET, POST /local-cloud/trail: {event name or "*": {"delay_seconds": 0, "copies": 1}}
    """

    def __init__(self, aws: Asgi, log: CallLog, trail: Trail) -> None:
        self._aws = aws
        self._log = log
        self._trail = trail

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._aws(scope, receive, send)
            return
        try:
            status, answer = 200, self._answer(scope, await _body(receive))
        except LookupError as unknown:
            status, answer = 404, {"error": str(unknown)}
        except (ValueError, TypeError) as wrong:
            status, answer = 400, {"error": str(wrong)}
        await _send(send, status, answer)

    def _answer(self, scope: Message, body: bytes) -> Json:
        match scope["method"], scope["path"].removeprefix(PREFIX):
            case "GET", "health":
                return {"status": "up"}
            case "GET", "credentials":
                told = parse_qs(scope["query_string"].decode())
                return {**execution_credentials(told["function"][0], told["role"][0])}
            case "GET", "calls":
                since = parse_qs(scope["query_string"].decode()).get("since", ["0"])[0]
                return [call.to_json() for call in self._log.since(int(since))]
            case "GET", "trail":
                return {name: _told(delivery) for name, delivery in self._trail.deliveries.items()}
            case "POST", "trail":
                self._trail.deliver(_deliveries(json.loads(body)))
                return {}
            case method, path:
                raise LookupError(f"nothing answers {method} {PREFIX}{path}")
        raise AssertionError  # the last case takes everything


def _told(delivery: Delivery) -> Json:
    return {"delay_seconds": delivery.delay_seconds, "copies": delivery.copies}


def _deliveries(told: Mapping[str, Mapping[str, float]]) -> dict[str, Delivery]:
    return {
        name: Delivery(float(value.get("delay_seconds", 0)), int(value.get("copies", 1)))
        for name, value in told.items()
    }


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _send(send: Send, status: int, answer: Json) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
