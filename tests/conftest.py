"""Keep every test away from real AWS: no credentials, no configuration, no way out."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import override
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.httpsession import URLLib3Session
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

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


@pytest.fixture(scope="session", autouse=True)
def no_real_aws() -> Iterator[None]:
    """Forget who we are, and fail any test whose request would leave this machine.

    moto answers requests before they get as far as the guard; the local cloud is on loopback.
    """
    with pytest.MonkeyPatch.context() as patched:
        for name in _FORGOTTEN:
            patched.delenv(name, raising=False)
        for name, value in _SET.items():
            patched.setenv(name, value)
        send = URLLib3Session.send

        def guarded(session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
            if not _on_loopback(request.url):
                # Not an Exception, so that nothing on the way can take it for a lost connection.
                pytest.fail(f"a test tried to reach {request.url}")
            return send(session, request)

        patched.setattr(URLLib3Session, "send", guarded)
        yield


def _on_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Gives a file's tests to one process, and all tests on the deployed stacks to one."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        folder = "tests/deployed/"
        return folder if nodeid.startswith(folder) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Deploy the stacks once, however many processes run the tests."""
    return Scheduling(config, log)
