"""The EC2 of this project as the gateway reaches it: over HTTP, in a caller's name."""

import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import escape

CONNECTION_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True, slots=True)
class Ec2Backend:
    """A moto server with EC2's rules; it takes the account from a header and checks nothing."""

    endpoint: str

    def answer(self, account_id: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """HTTP status and XML for a request made in that account."""
        kept = {k: v for k, v in headers.items() if k.lower() not in CONNECTION_HEADERS}
        kept["x-moto-account-id"] = account_id
        request = urllib.request.Request(f"{self.endpoint}/", body, kept, method="POST")  # noqa: S310 - loopback http
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback http
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            text = refused.read()
            return refused.code, text if text.lstrip().startswith(b"<") else _broken(text)

    def ask(self, account_id: str, headers: Mapping[str, str], **query: str) -> Element:
        """The XML that answers a query of our own in that account, in the Region of *headers*."""
        body = urlencode({"Version": "2016-11-15", **query}).encode()
        return fromstring(self.answer(account_id, headers, body)[1])  # noqa: S314 - our own EC2 wrote it


def refusal(code: str, message: str) -> bytes:
    """EC2's XML for an error."""
    return (
        f"<Response><Errors><Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
        f"</Error></Errors><RequestID>{uuid.uuid4()}</RequestID></Response>"
    ).encode()


def _broken(text: bytes) -> bytes:
    return refusal("InternalError", f"EC2 answered what is not XML: {text[:200]!r}")
