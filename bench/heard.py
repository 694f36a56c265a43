"""What reaches the local AWS, whoever calls."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SIGNED_FOR = re.compile(r"Credential=[^/]*/\d+/[^/]*/([^/]+)/")


@dataclass(frozen=True, slots=True)
class Ask:
    """One signed request: its parameters, and the answer where that is JSON."""

    service: str
    action: str
    told: Mapping[str, Any]
    answer: Mapping[str, Any]


@dataclass(slots=True)
class Heard:
    """The requests, in the order in which they were answered."""

    asks: list[Ask] = field(default_factory=list)

    def through(self, onward: "WSGIApplication") -> "WSGIApplication":
        """The same server, listened to."""

        def listened(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
            signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
            if not signed:
                return onward(environ, start)
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            answer = b"".join(onward(environ, start))
            target = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
            self.asks.append(_ask(signed[1], target, body, answer))
            return [answer]

        return listened

    def take(self) -> list[Ask]:
        """What was asked for since this was last asked."""
        taken, self.asks = self.asks, []
        return taken


def _ask(service: str, target: str, body: bytes, answer: bytes) -> Ask:
    if target:  # services that speak JSON
        return Ask(service, target, json.loads(body), json.loads(answer or b"{}"))
    told = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return Ask(service, told["Action"], told, {})
