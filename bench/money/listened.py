"""What the functions ask of AWS, by what AWS charges for it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bench.money.usage import Usage

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SIGNED_FOR = re.compile(r"Credential=[^/]*/\d+/[^/]*/([^/]+)/")


@dataclass(slots=True)
class Listened:
    """Adds up the requests that reach AWS while `open`."""

    usage: Usage = field(default_factory=Usage)
    open: bool = False

    def through(self, onward: "WSGIApplication") -> "WSGIApplication":
        """The same server, listened to."""

        def listened(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
            signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
            if self.open and signed:
                body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                environ["wsgi.input"] = BytesIO(body)
                action = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
                self.usage += _asked(signed[1], action, json.loads(body) if action else {})
            return onward(environ, start)

        return listened


def _asked(service: str, action: str, told: dict[str, Any]) -> Usage:
    match service:
        case "dynamodb":
            reads, writes = _units(action, told)
            return Usage(calls=1, reads=reads, writes=writes)
        case "events":
            return Usage(calls=1, events=len(told["Entries"]))
        case "sqs":
            return Usage(calls=1, sends=1)
        case "sns":
            return Usage(calls=1, published=1)
        case "ec2" | "sts":
            return Usage(calls=1)
        case unheard_of:
            raise RuntimeError(f"nobody knows what {unheard_of} costs")


def _units(action: str, told: dict[str, Any]) -> tuple[int, int]:
    """Reads and writes as DynamoDB counts them; the items here are under 1 KB."""
    match action:
        case "GetItem" | "Query":
            return 1, 0
        case "BatchGetItem":
            return sum(len(wanted["Keys"]) for wanted in told["RequestItems"].values()), 0
        case "PutItem" | "UpdateItem" | "DeleteItem":
            return 0, 1
        case "TransactWriteItems":
            return 0, 2 * len(told["TransactItems"])
        case "BatchWriteItem":
            return 0, sum(map(len, told["RequestItems"].values()))
        case unheard_of:
            raise RuntimeError(f"nobody knows what {unheard_of} costs")
