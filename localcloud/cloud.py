"""A local AWS: start it, talk to it, ask what it was asked, stop it."""

import json
import os
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config

from localcloud.calls import Call, call_from_json
from localcloud.organization import Organization
from localcloud.processes import is_alive
from localcloud.startup import clear, start_servers
from localcloud.state import FOLDER, Running, read_state

if TYPE_CHECKING:
    from localcloud.cloudtrail.caller import Json

SECRET = "test"  # noqa: S105 - the only secret that the local cloud knows; it guards nothing


class LocalCloud:
    """A running local cloud; as a context manager it is stopped at the end."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self.endpoint = running.endpoint
        self.ec2_endpoint = running.ec2_endpoint

    @classmethod
    def start(
        cls,
        folder: Path = FOLDER,
        port: int | None = None,
        organization: Organization = Organization(),  # noqa: B008 - an immutable value
    ) -> Self:
        """Start a local cloud, or find the one that already runs from that folder.

        Raises LocalCloudError.
        """
        found = cls.find(folder)
        if found is not None:
            return found
        told = read_state(folder)
        if told is not None:
            clear(told)
        return cls(start_servers(folder, port, organization))

    @classmethod
    def find(cls, folder: Path = FOLDER) -> Self | None:
        """The local cloud that runs from that folder, if one does."""
        told = read_state(folder)
        if told is None or not (is_alive(told.pid) and is_alive(told.ec2_pid)):
            return None
        return cls(told)

    def stop(self) -> None:
        """End the local cloud and everything in it; logs alone are kept."""
        clear(self._running)

    def __enter__(self) -> Self:
        """The cloud itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it, whatever happened."""
        self.stop()

    @property
    def folder(self) -> Path:
        """Where the state and the logs are."""
        return self._running.folder

    def environment(self, account_id: str, region: str) -> dict[str, str]:
        """Environment variables that point AWS's tools here, as the root of an account."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": account_id,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    # boto3 makes its clients' classes as it runs: none can be named here.
    def client(self, service: str, account_id: str, region: str) -> Any:  # noqa: ANN401 - see above
        """A boto3 client that acts as the root of an account in a Region."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=account_id,
            aws_secret_access_key=SECRET,
            config=Config(retries={"mode": "standard", "total_max_attempts": 2}),
        )

    def calls(self, since: int = 0) -> list[Call]:
        """EC2 and STS calls after the one of number `since`, in order; all by default."""
        told = self._ask(f"{self.endpoint}/local-cloud/calls?since={since}")
        return [call_from_json(call) for call in told]

    def mark(self) -> int:
        """The number of the latest call: pass it to `calls` later."""
        calls = self.calls()
        return calls[-1].number if calls else 0

    def environment_of(self, function_name: str, account_id: str, region: str) -> dict[str, str]:
        """What Lambda gives a deployed function: its variables, and credentials of its role."""
        config = self.client("lambda", account_id, region).get_function_configuration(
            FunctionName=function_name
        )
        query = urllib.parse.urlencode({"function": config["FunctionArn"], "role": config["Role"]})
        variables: dict[str, str] = config["Environment"]["Variables"]
        credentials: dict[str, str] = self._ask(f"{self.endpoint}/local-cloud/credentials?{query}")
        return self.environment(account_id, region) | variables | credentials

    def deliver_events(self, deliveries: Mapping[str, Mapping[str, float]]) -> None:
        """Deliver CloudTrail events otherwise than at once and once; {} restores that.

        By event name (`*`: all others) the `delay_seconds`, and the `copies` (0: never, 2: twice).
        """
        self._ask(f"{self.endpoint}/local-cloud/trail", deliveries)

    @contextmanager
    def mute_events(self, *names: str) -> Iterator[None]:
        """Announce no call of these names while it lasts; of any name, if none is given."""
        self.deliver_events({name: {"copies": 0} for name in names or ("*",)})
        try:
            yield
        finally:
            self.deliver_events({})

    def advance_clock(self, seconds: float) -> None:
        """Move EC2's clock forward."""
        self._ask(f"{self.ec2_endpoint}/local-cloud/clock", {"advance_seconds": seconds})

    def change_ec2(self, settings: Mapping[str, "Json"]) -> None:
        """Change settings of the EC2 (delays, quotas, rates) by their names."""
        self._ask(f"{self.ec2_endpoint}/local-cloud/settings", settings)

    def _ask(self, url: str, told: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        body = None if told is None else json.dumps(told).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(url, body, headers)  # noqa: S310 - loopback http
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback http
            return json.loads(answer.read())
