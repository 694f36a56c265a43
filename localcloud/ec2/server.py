"""EC2 with its rules as a server of its own."""

import json
import logging
import socket
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from localcloud.ec2.control import PREFIX, Control
from localcloud.ec2.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Application:
    """moto's own application, with the control requests answered before it."""

    def __init__(self, world: World) -> None:
        self._control = Control(world)
        self._moto = DomainDispatcherApplication(create_backend_app)
        # For each request moto lists its services' folders twice, a third of what an answer takes.
        self._moto.get_backend_for_host = cache(self._moto.get_backend_for_host)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self._moto(environ, start_response)  # type: ignore[no-any-return]  # as moto has it
        return self._controlled(Request(environ))(environ, start_response)

    def _controlled(self, request: Request) -> Response:
        try:
            told = json.loads(request.get_data() or b"{}")
        except ValueError:
            told = None
        if isinstance(told, Mapping):
            status, answer = self._control.answer(request.method, request.path, told)
        else:
            status, answer = 400, {"error": "the body is not a JSON object"}
        return Response(json.dumps(answer), status, content_type="application/json")


def make(world: World, host: str, port: int) -> BaseWSGIServer:
    """A server for that world; raises OSError if it can't have the port. 0 takes a free one."""
    # werkzeug logs each request; the local cloud keeps a better log of calls.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # werkzeug exits where it can't have a port, so it is given one that is ours already.
    with socket.create_server((host, port)) as bound:
        return make_server(
            host,
            port,
            Application(world),
            threaded=True,
            request_handler=MotoRequestHandler,
            fd=bound.fileno(),
        )
