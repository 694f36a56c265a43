"""AWS as far as a survey asks it, answered at botocore's HTTP seam, and every request counted.

Everything of the program's and of botocore's runs as ever: parameters, signatures, parsing.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import parse_qs

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.handlers import BUILTIN_HANDLERS

from bench.sweep.pages import LISTINGS, Pages

_CREDENTIALS = """\
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
<SessionToken>token</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
<AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/vpc-peering-route/survey</Arn>
<AssumedRoleId>AROA:survey</AssumedRoleId></AssumedRoleUser>
</AssumeRoleResult></AssumeRoleResponse>"""


class _Raw(BytesIO):
    def stream(self) -> Iterator[bytes]:
        """The whole body at once."""
        yield self.getvalue()


@dataclass(slots=True)
class Seam:
    """Answers from recorded pages, and from a ledger in which every decision is the same."""

    pages: Pages
    asked: Counter[str] = field(default_factory=Counter)
    sent: dict[str, list[str]] = field(default_factory=dict)
    asked_at: dict[str, list[float]] = field(default_factory=dict)  # seconds on the processor

    def open(self) -> None:
        """Answer every client that is made from now on."""
        BUILTIN_HANDLERS.append(("before-send", self._answer))

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        body = request.body or b""
        text = body.decode() if isinstance(body, bytes) else str(body)
        target = _target(request)
        action = target.rpartition(".")[2] or parse_qs(text)["Action"][0]
        known = self._answers.get(action)
        answer = known(text) if known else self._page(action, parse_qs(text))
        self.asked[action] += 1
        self.asked_at.setdefault(action, []).append(time.process_time())
        kind = "application/x-amz-json-1.0" if target else "text/xml"
        return AWSResponse(str(request.url), 200, {"content-type": kind}, _Raw(answer))  # type: ignore[arg-type]  # as urllib3's

    @property
    def _answers(self) -> Mapping[str, Callable[[str], bytes]]:
        return {
            "AssumeRole": lambda _: _CREDENTIALS.encode(),
            "BatchGetItem": self._decisions,
            "SendMessageBatch": self._queued,
        }

    def _page(self, action: str, told: Mapping[str, list[str]]) -> bytes:
        """The next page. Raises where it is one too many, or one shorter than need be."""
        _, longest = LISTINGS[action]
        if told.get("MaxResults") != [str(longest)]:
            raise RuntimeError(f"{action} asks for {told.get('MaxResults')} items, not {longest}")
        return self.pages.page(action, self.asked[action])

    def _decisions(self, text: str) -> bytes:
        asked = json.loads(text)["RequestItems"]
        decision = self.pages.decision
        found = {
            table: [{**decision, **key} for key in wanted["Keys"]]
            for table, wanted in asked.items()
        }
        return json.dumps({"Responses": found, "UnprocessedKeys": {}}).encode()

    def _queued(self, text: str) -> bytes:
        told = json.loads(text)
        queue = str(told["QueueUrl"]).rpartition("/")[2]
        self.sent.setdefault(queue, []).extend(one["MessageBody"] for one in told["Entries"])
        taken = [
            {"Id": one["Id"], "MessageId": one["Id"], "MD5OfMessageBody": _digest(one)}
            for one in told["Entries"]
        ]
        return json.dumps({"Successful": taken, "Failed": []}).encode()


def _target(request: AWSPreparedRequest) -> str:
    told: str | bytes = request.headers.get("X-Amz-Target", "")
    return told.decode() if isinstance(told, bytes) else told


def _digest(entry: Mapping[str, str]) -> str:
    return entry["Id"].rjust(32, "0")
