"""EC2 with its rules inside this process, for tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from moto import mock_aws

from localcloud.ec2 import learned
from localcloud.ec2.clock import Clock
from localcloud.ec2.errors import BAD_REQUEST, RefusedError
from localcloud.ec2.install import installed
from localcloud.ec2.scope import Scope
from localcloud.ec2.settings import Settings
from localcloud.ec2.world import World

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

ONCE = Config(retries={"total_max_attempts": 1})


@dataclass(frozen=True, slots=True)
class LocalEc2:
    """EC2 of every account and Region; lives as long as the `with` that made it."""

    world: World

    @property
    def clock(self) -> Clock:
        """The clock that EC2 goes by."""
        return self.world.clock

    @property
    def settings(self) -> Settings:
        """How kind it is; `make` changes it."""
        return self.world.settings

    def make(self, **told: float | bool | None) -> None:
        """Change some settings; raises ValueError for those unheard of."""
        self.world.settings = self.world.settings.changed(told)

    def client(self, account_id: str, region: str) -> "EC2Client":
        """A client of that account in that Region, which tries every call once."""
        return _client(account_id, region)

    def propagate_route(
        self, account_id: str, region: str, table_id: str, destination: str, gateway_id: str
    ) -> None:
        """Add a route to a table as a virtual private gateway would."""
        scope = Scope(account_id, region)
        with self.world.lock:
            learned.propagate(self.world, scope, table_id, destination, gateway_id)

    def advertise_route(  # noqa: PLR0913 # where, what and whither
        self,
        account_id: str,
        region: str,
        table_id: str,
        destination: str,
        interface_id: str,
        *,
        filtered: bool = False,
    ) -> None:
        """Add a route to a table as a route server would; a filtered one carries no traffic."""
        scope = Scope(account_id, region)
        with self.world.lock:
            learned.advertise(
                self.world, scope, table_id, destination, interface_id, filtered=filtered
            )

    def meanwhile(self, action: str, do: Callable[[], object]) -> None:
        """Let others do something just before EC2 attends to the next call of that action."""
        self.world.interludes.add(action, do)

    def refuse(
        self,
        action: str,
        code: str,
        message: str = "",
        *,
        times: int = 1,
        status: int = BAD_REQUEST,
    ) -> None:
        """Refuse the next calls of that action with this error, whoever makes them."""

        def refused() -> None:
            raise RefusedError(code, message or code, status)

        for _ in range(times):
            self.meanwhile(action, refused)


@cache
def _session() -> boto3.Session:
    # Reading EC2's service model takes longer than most tests.
    return boto3.Session("local", "local")


@cache
def _client(account_id: str, region: str) -> "EC2Client":
    client = _session().client("ec2", region_name=region, config=ONCE)

    def sign(request: AWSRequest, **_: object) -> None:
        request.headers["x-moto-account-id"] = account_id

    client.meta.events.register("before-sign.ec2", sign)
    return client


@contextmanager
def local_ec2(settings: Settings | None = None, clock: Clock | None = None) -> Iterator[LocalEc2]:
    """EC2 inside this process for as long as the `with` lasts; all of boto3 is moto's meanwhile.

    Kind settings and a standing clock unless told otherwise.
    """
    world = World(settings or Settings(), clock or Clock.standing())
    with installed(world), mock_aws():
        yield LocalEc2(world)
