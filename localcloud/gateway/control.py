"""What the local cloud answers over HTTP beside AWS's own APIs: `/local-cloud/…`."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import asdict
from urllib.parse import parse_qs

from localcloud.calls import CallLog
from localcloud.cloudtrail.caller import Json
from localcloud.gateway.trail import Delivery, Trail

type Message = MutableMapping[str, object]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Asgi = Callable[[Message, Receive, Send], Awaitable[None]]
PREFIX = "/local-cloud/"


class Control:
    """An ASGI application that answers `/local-cloud/…` and leaves all else to another."""

    def __init__(self, beneath: Asgi, trail: Trail, log: CallLog) -> None:
        self._beneath = beneath
        self._trail = trail
        self._log = log

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or not path.startswith(PREFIX):
            await self._beneath(scope, receive, send)
            return
        try:
            answer = self._answer(scope, path.removeprefix(PREFIX), await _body(receive))
        except (KeyError, TypeError, ValueError) as mistake:
            await _send(send, 400, {"message": f"cannot be understood: {mistake!r}"})
            return
        await _send(send, 404 if answer is None else 200, answer)

    def _answer(self, scope: Message, name: str, body: bytes) -> Json:
        match (str(scope["method"]), name):
            case ("GET", "health"):
                return {"status": "ok"}
            case ("GET", "calls"):
                query = parse_qs(_text(scope["query_string"]))
                since = int(query.get("since", ["0"])[0])
                return {"calls": [call.to_json() for call in self._log.since(since)]}
            case ("GET", "events"):
                return self._deliveries()
            case ("POST", "events"):
                told = json.loads(body)
                self._trail.deliver({event: Delivery(**how) for event, how in told.items()})
                return self._deliveries()
            case _:
                return None

    def _deliveries(self) -> Json:
        return {event: asdict(how) for event, how in self._trail.deliveries.items()}


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        part = message.get("body", b"")
        body += part if isinstance(part, bytes) else b""
        more = bool(message.get("more_body"))
    return body


async def _send(send: Send, status: int, answer: Json) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
