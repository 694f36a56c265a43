"""The way to decide's URL: orders go there signed, so that AWS says who gives them."""

import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import NoCredentialsError
from botocore.httpsession import URLLib3Session

from peerctl.address import Address
from peerctl.answers import answered
from peerctl.errors import Exit, PeerctlError
from peerctl.refusal import Refusal
from peerctl.stack import outputs_of, session_at

_TIMEOUT = 70  # seconds: decide itself gives up after 60
_FORBIDDEN = 403
_DONE = 200


class Decider:
    """decide, as the person whose credentials are at hand."""

    def __init__(self, address: Address) -> None:
        """Find the URL among the stack's outputs. Raises PeerctlError."""
        self._stack = address.stack
        with answered():
            self._session = session_at(address)
            self._outputs = outputs_of(address.stack, self._session)
        if "DecideUrl" not in self._outputs:
            raise self._absent()

    def order(self, **order: str | None) -> Mapping[str, Any] | Refusal:
        """What decide answers the order. Raises PeerctlError where it can't be asked."""
        said = {name: value for name, value in order.items() if value is not None}
        with answered():
            # Escaped, a reason in another script would be longer than decide takes.
            status, answer = self._post(json.dumps(said, ensure_ascii=False).encode())
        if status == _DONE:
            return answer
        if "sentence" in answer:
            found = answer.get("status")
            return Refusal(str(answer["code"]), str(answer["sentence"]), found and str(found))
        if status == _FORBIDDEN:
            policy = self._outputs.get("DecidePolicyArn", "…-hub-decide")
            sentence = f"You may not decide: have the policy {policy} attached to your role."
            raise PeerctlError(Exit.ROLE, sentence)
        raise PeerctlError(Exit.AWS, f"decide answers {status}: look at its log, then try again.")

    def _post(self, body: bytes) -> tuple[int, Mapping[str, Any]]:
        credentials = self._session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        url = self._outputs["DecideUrl"]
        headers = {"content-type": "application/json", "host": urlsplit(url).netloc}
        request = AWSRequest("POST", url, headers, body)
        region = self._session.region_name
        SigV4Auth(credentials.get_frozen_credentials(), "lambda", region).add_auth(request)
        # The URL's host is nowhere in a local cloud, which knows the function by its name.
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        request.url = f"{endpoint.rstrip('/')}/" if endpoint else url
        answer = URLLib3Session(timeout=_TIMEOUT).send(request.prepare())
        try:
            read: object = json.loads(answer.content)
        except ValueError:
            read = {}
        return answer.status_code, read if isinstance(read, dict) else {}

    def _absent(self) -> PeerctlError:
        sentence = (
            f"There is no decide function in the stack {self._stack} "
            f"({self._session.region_name}): give --hub and --region."
        )
        return PeerctlError(Exit.HUB, sentence)
