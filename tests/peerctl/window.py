"""decide's URL and the stack that names it, on a port of this machine, over a world in memory."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from peering.core.deciding import Order, Refused
from peering.counter import Counter
from peering.decide import Done
from tests.intake.test_orders import event
from tests.peerctl.command import Ended, peerctl
from tests.usecases.program import Program

_STACK = """\
<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
<DescribeStacksResult><Stacks><member><StackName>hub</StackName><StackId>hub</StackId>
<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>
<Outputs><member><OutputKey>DecideUrl</OutputKey>
<OutputValue>https://decide.lambda-url.us-east-1.on.aws/</OutputValue></member></Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>
"""
_BOB = {"AWS_ACCESS_KEY_ID": "444455556666", "AWS_SECRET_ACCESS_KEY": "test"}


@dataclass(slots=True)
class Window:
    """The real decide on the program's world. `then` happens after each order that was done.

    `answers` are given, each once, in place of decide's own, beginning with order number `since`.
    """

    program: Program
    then: Callable[[Order], None] = lambda _: None
    answers: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    since: int = 1
    orders: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    stack: tuple[int, str] = (200, _STACK)

    def __call__(self, verb: str, *arguments: str) -> Ended:
        """Run the command as Bob of the accepter's account."""
        env = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}", "AWS_REGION": "us-east-1"}
        return peerctl(verb, *arguments, env=env | _BOB)

    @property
    def actions(self) -> list[str]:
        """What was ordered, in turn."""
        return [order["action"] for order in self.orders]

    def answered(self, body: str) -> tuple[int, str]:
        """A status and a body for an order."""
        self.orders.append(json.loads(body))
        if self.answers and len(self.orders) >= self.since:
            status, said = self.answers.pop(0)
            return status, json.dumps(said)
        counter = Counter(self._act, self.program.world.reporter, Logger("decide"), Metrics("test"))
        context = cast("LambdaContext", _Context())
        answer = counter.handle(event() | {"body": body}, context)
        return cast("int", answer["statusCode"]), str(answer["body"])

    def _act(self, order: Order) -> Done | Refused:
        answer = self.program.decide(order)
        if isinstance(answer, Done):
            self.then(order)
        return answer


class _Context:
    function_name = "decide"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:decide"
    aws_request_id = "the-call"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@contextmanager
def opened(program: Program) -> Iterator[Window]:
    """Open it on a free port, until the block ends."""
    window = Window(program)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            asks_for_the_stack = "Action=DescribeStacks" in body
            status, said = window.stack if asks_for_the_stack else window.answered(body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        window.port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        yield window
        server.shutdown()
