"""The built functions in Lambda's runtime interface, on a moto server of ours."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, override

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from moto.backends import get_backend

from localcloud import runtime
from localcloud.ec2 import Clock, LocalEc2, Settings
from localcloud.ec2.world import World
from tests.functions.deployed_hub import Hub, Line, forget
from tests.localcloud.ec2_server import Server, Through
from tests.localcloud.ec2_server import running as ec2_running
from tests.stacks.templates import environment

LAYERS = ("DependenciesLayer", "PeeringLayer", "ApprovalsLayer")
_AWS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


class RuntimeHub(Hub):
    """A hub whose functions run as Lambda runs them, each started when it is first invoked."""

    def __init__(self, server: Server, built: Path, folder: Path, stack: ExitStack) -> None:
        """Run what lies in *built* until *stack* ends, with its logs in *folder*."""
        super().__init__(LocalEc2(World(Settings(), Clock())), pytest.MonkeyPatch())
        self.server = server
        self._built, self._folder, self._stack = built, folder, stack
        self._opt = runtime.unpacked(built, LAYERS, folder / "opt")
        self._runtimes: dict[str, runtime.Runtime] = {}
        self._read: dict[str, int] = {}

    @override
    def invoke(self, name: str, event: object, context: LambdaContext | None = None) -> Any:
        """Post the event to the function's runtime; its answer."""
        return self.started(name).invoke(event)

    def started(self, name: str) -> runtime.Runtime:
        """The function's runtime, started when it is first asked for."""
        if name not in self._runtimes:
            self._runtimes[name] = self._stack.enter_context(self._started(name))
        return self._runtimes[name]

    @override
    def of(self, event: str) -> list[Line]:
        """Every line of the logs with that event, since the hub was last cleared."""
        lines = [
            json.loads(line)
            for name, one in self._runtimes.items()
            for line in one.log.read_text()[self._read.get(name, 0) :].splitlines()
            if line.startswith('{"level"')
        ]
        return [line for line in lines if line["message"] == event]

    @override
    def clear(self) -> None:
        """Empty every queue, and pass over what the logs have said so far."""
        backend = get_backend("sqs")["123456789012"]["us-east-1"]  # much faster than over HTTP
        if backend.queues:
            for name in backend.queues:
                backend.purge_queue(name)
        else:
            super().clear()
        self.pass_over()

    def pass_over(self) -> None:
        """Pass over what the logs have said so far."""
        self._read = {name: len(one.log.read_text()) for name, one in self._runtimes.items()}

    def environment(self, name: str) -> dict[str, str]:
        """What Lambda would tell the function, and where AWS is."""
        told = {variable: self._here(value) for variable, value in environment(name).items()}
        return {**told, **_AWS, "AWS_ENDPOINT_URL": self.server.endpoint}

    @contextmanager
    def _started(self, name: str) -> Iterator[runtime.Runtime]:
        folder = self._built / f"{name.capitalize()}Function"
        log, told = self._folder / f"{name}.log", self.environment(name)
        with runtime.running(folder, self._opt, "app.handler", told, log) as started:
            yield started


@contextmanager
def runtime_hub(
    built: Path, folder: Path, through: Through = lambda onward: onward
) -> Iterator[RuntimeHub]:
    """A hub of the functions and layers in *built*; *through* may listen to its AWS."""
    with (
        ec2_running(Clock(), through) as server,
        pytest.MonkeyPatch.context() as patched,
        ExitStack() as stack,
    ):
        patched.setenv("AWS_ENDPOINT_URL", server.endpoint)
        patched.setenv("MOTO_SQS_ENFORCE_STRICT_QUEUE_PURGE_BEHAVIOUR", "false")
        boto3.setup_default_session()
        forget()
        made = RuntimeHub(server, built, folder, stack)
        made.create()
        yield made
    forget()
