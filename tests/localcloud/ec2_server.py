"""A running EC2 server, for tests."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.awsrequest import AWSRequest
from botocore.config import Config

from localcloud.ec2 import Clock, Settings, server
from localcloud.ec2.install import installed
from localcloud.ec2.world import World
from tests.localcloud.ec2_peers import ACCOUNT, OTHER_ACCOUNT, OTHER_REGION, REGION, End, Peers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from mypy_boto3_ec2 import EC2Client

type Through = Callable[["WSGIApplication"], "WSGIApplication"]


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens."""

    endpoint: str

    def client(self, account_id: str, region: str) -> "EC2Client":
        """A client of that account in that Region, which tries every call once."""
        client = boto3.Session("local", "local").client(
            "ec2",
            region_name=region,
            endpoint_url=self.endpoint,
            config=Config(retries={"total_max_attempts": 1}),
        )

        def sign(request: AWSRequest, **_: object) -> None:
            request.headers["x-moto-account-id"] = account_id

        client.meta.events.register("before-sign.ec2", sign)
        return client

    def end(self, block: str, account_id: str, region: str) -> End:
        """A new VPC with that block."""
        client = self.client(account_id, region)
        return End(client, account_id, region, client.create_vpc(CidrBlock=block)["Vpc"]["VpcId"])

    def peers(self) -> Peers:
        """Two VPCs in different accounts and Regions."""
        return Peers(
            self.end("10.10.0.0/16", ACCOUNT, REGION),
            self.end("10.20.0.0/16", OTHER_ACCOUNT, OTHER_REGION),
        )

    def control(self, path: str, told: dict[str, object] | None = None) -> tuple[int, object]:
        """Ask the local EC2 itself: a GET, or a POST of what is told; the status and the answer."""
        body = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(f"{self.endpoint}/local-cloud/{path}", body)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


@contextmanager
def running(clock: Clock, through: Through = lambda onward: onward) -> Iterator[Server]:
    """A server that goes by that clock, with nothing in it; *through* may listen to it."""
    with installed(world := World(Settings(), clock)):
        serving = server.make(world, "127.0.0.1", 0)
        serving.app = through(serving.app)
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        local = Server(f"http://127.0.0.1:{serving.port}")
        local.control("reset", {})
        try:
            yield local
        finally:
            serving.shutdown()
            thread.join()
            serving.server_close()
