"""The container engine that `sam local` needs, and the way out of its containers."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_network
from urllib.parse import urlsplit

import docker  # type: ignore[import-untyped]  # it ships no types
from docker.errors import DockerException  # type: ignore[import-untyped]  # likewise

from localcloud.deploy import architecture

HOST = "host.docker.internal"


class NoEngineError(Exception):
    """No container engine answers; the message says what to do."""


def engine() -> docker.DockerClient:
    """The container engine. Raises NoEngineError."""
    try:
        client = docker.from_env(timeout=10)
        client.ping()
    except DockerException as error:
        raise NoEngineError(
            "`sam local` needs a container engine, and none answers: install Docker, Finch or "
            "Podman and start it, or point DOCKER_HOST at its socket. Without one, `make test` "
            "runs the same functions in Lambda's own runtime interface "
            f"(tests/deployed/test_runtime.py). ({error})"
        ) from error
    return client


def has_image(client: docker.DockerClient) -> bool:
    """Whether the engine has Lambda's image for this processor, which SAM would pull."""
    return bool(client.images.list(f"public.ecr.aws/lambda/python:3.13-{architecture()}"))


@contextlib.contextmanager
def reachable(endpoint: str, client: docker.DockerClient) -> Iterator[str]:
    """An endpoint on loopback as containers reach it, for as long as the `with` lasts.

    Docker on Linux gives containers no way to loopback: what they send to the bridge is passed on.
    Engines in a machine of their own have no such bridge here, and need none.
    """
    port = urlsplit(endpoint).port or 80
    address = _gateway(client)
    try:
        listening = socket.create_server((address, port))
    except OSError:
        yield f"http://{HOST}:{port}"
        return
    with listening:
        threading.Thread(target=_pass_on, args=(listening, port), daemon=True).start()
        yield f"http://{HOST}:{port}"


def _gateway(client: docker.DockerClient) -> str:
    (bridge, *_) = client.networks.get("bridge").attrs["IPAM"]["Config"]
    # An engine that has run nothing yet tells no gateway: it will be the first address.
    return str(bridge.get("Gateway") or ip_network(bridge["Subnet"])[1])


def _pass_on(listening: socket.socket, port: int) -> None:
    with contextlib.suppress(OSError):  # which is how accept() ends when it is closed
        while True:
            incoming, _ = listening.accept()
            outgoing = socket.create_connection(("127.0.0.1", port))
            for source, target in ((incoming, outgoing), (outgoing, incoming)):
                threading.Thread(target=_copy, args=(source, target), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
