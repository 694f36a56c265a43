"""Nobody's credentials, and no way out: nothing that runs on the local cloud may reach AWS."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.httpsession import URLLib3Session

_FORGOTTEN = (
    "AWS_ENDPOINT_URL",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
_SET = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


@contextmanager
def isolated(
    environment: MutableMapping[str, str], refuse: Callable[[str], object]
) -> Iterator[None]:
    """Forget who we are, and call *refuse* with the reason if a request would leave this machine.

    moto answers requests before they get as far; the local cloud is on loopback.
    """
    before, send = dict(environment), URLLib3Session.send

    def guarded(session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        if not _on_loopback(request.url):
            refuse(f"something tried to reach {request.url}")
        return send(session, request)

    for name in _FORGOTTEN:
        environment.pop(name, None)
    environment.update(_SET)
    URLLib3Session.send = guarded  # type: ignore[method-assign,assignment]  # its own signature is wider
    try:
        yield
    finally:
        URLLib3Session.send = send  # type: ignore[method-assign]
        environment.clear()
        environment.update(before)


def _on_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
